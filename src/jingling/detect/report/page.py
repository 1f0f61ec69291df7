"""One file that holds a whole page: templates, styles, scripts and data, under a strict content policy.

The page may load nothing: `default-src 'none'`, and only the scripts and styles whose digests stand in
the policy run. Data is embedded as JSON with every `<`, `>` and `&` escaped, so that a record's text
can neither end its element nor become one.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from jingling.words import Words

PACKAGE = "jingling.detect.report"


@cache
def asset(name: str) -> str:
    """Return the text of one file under `assets/` or `vendor/`."""
    return files(PACKAGE).joinpath(name).read_text(encoding="utf-8")


def render(template: str, *, scripts: Sequence[str], data: Any, values: Mapping[str, Any]) -> str:
    """Return a page as one self-contained text.

    Args:
        template: its name under `templates/`.
        scripts: the scripts it runs, in order, as paths inside this package.
        data: what the scripts read, as JSON values.
        values: what the template names.
    """
    sources = [asset(name) for name in scripts]
    style = asset("assets/report.css")
    policy = (
        f"default-src 'none'; script-src {' '.join(_digest(source) for source in sources)}; "
        f"style-src {_digest(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template(template)
        .render(
            policy=policy,
            style=Markup(style),  # noqa: S704 — our own file
            scripts=[Markup(source) for source in sources],  # noqa: S704 — our own and the vendored files
            data=json_text(data),
            **values,
        )
    )


def json_text(data: Any) -> Markup:
    """Write JSON that is inert inside an HTML element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 — no character is left that HTML reads as markup


def say(words: Words) -> Markup:
    """Write a text in both languages, of which the page shows the one that its reader chose."""
    if words.en == words.zh:
        return escape(words.en)
    return Markup('<span lang="en">{}</span><span lang="zh-CN">{}</span>').format(words.en, words.zh)


def both(en: str, zh: str) -> Markup:
    """Write a template's own text in both languages."""
    return say(Words(en, zh))


def _digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(PACKAGE, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["say"] = say
    environment.globals["t"] = both
    return environment
