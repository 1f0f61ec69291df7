"""Texts in the reader's language: each text stands in both languages where it is used.

There is no catalogue to fall behind: `t("Lines", "线路")` in a template, `Words` in code, `spoken` where
Django wants a text before it knows the reader. Django's and allauth's own messages come with their own
translations.
"""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from jingling.words import Language, Words


def language() -> Language:
    """Tell the language of the page that is being made."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def say(words: Words) -> str:
    """Return a text in the reader's language."""
    return words.text(language())


def t(en: str, zh: str, **values: Any) -> str:
    """Return a template's own text in the reader's language, with values put into its braces."""
    text = zh if language() == "zh" else en
    return text.format(**values) if values else text


def spoken(en: str, zh: str) -> Any:
    """Return a text that is said when it is shown: for labels of fields, choices and models."""
    return _spoken(en, zh)


_spoken = lazy(lambda en, zh: zh if language() == "zh" else en, str)
