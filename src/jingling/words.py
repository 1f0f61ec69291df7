"""Texts in the two languages a user may read: English and 简体中文."""

import os
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]


class Words(NamedTuple):
    """One text, said in both languages; neither is a translation of convenience."""

    en: str
    zh: str

    def text(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


def language_of_environment() -> Language:
    """Tell the user's language: 简体中文 if LC_ALL, LC_MESSAGES or LANG (first one set) starts with `zh`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
