"""Both languages, everywhere: no text of a template stands in one language alone."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from console_world import World
from test_permissions import ROLES, addresses, objects

CONSOLE = Path(__file__).parents[2] / "src" / "jingling" / "console"
TEMPLATES = sorted(CONSOLE.rglob("jinja2/**/*.html"))
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
SAME = {"jingling", "English", "CSV", "Excel", "PDF", "Enter", "Esc"}
"""Names that are the same in both languages."""


class Texts(HTMLParser):
    """Gathers what a reader would read or hear of a template's own text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what attributes say."""
        self.inside = tag
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        """Look at a text."""
        if self.inside not in {"script", "style", "code", "kbd"}:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 — the parser's signature
        """Leave an element."""
        self.inside = ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(CONSOLE)))
def test_a_templates_own_text_is_said_in_both_languages(path: Path) -> None:
    """What stands outside `t(…)` in a template holds no word; every `t(…)` holds both languages."""
    text = path.read_text("utf-8")
    for en, zh in re.findall(r'\bt\("((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"', text):
        assert re.search(r"[\u4e00-\u9fff]", zh) or not re.search(r"[A-Za-z]{3}", en), (en, zh)
        assert not re.search(r"[\u4e00-\u9fff]", en), en
    text = re.sub(r"\{% block kind %\}.*?\{% endblock %\}", "", text)
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    texts = Texts()
    texts.feed(bare)
    words = {word for said in texts.found for word in re.findall(r"[A-Za-z\u4e00-\u9fff]{2,}", said)}
    assert words <= SAME | {"静铃", "中文", "jk"}


def visible(page: str) -> str:
    """Return what a page shows, without its scripts, data and names in code."""
    page = re.sub(r"<(script|style|code|kbd|noscript)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "\n", page)


@pytest.mark.parametrize("role", ROLES)
def test_chinese_pages_show_no_english_sentence(
    complaints: World, visit: Callable[..., Any], role: str
) -> None:
    """Opened in Chinese, no page of any role shows three English words in a row, and none is in English."""
    from django.urls import reverse

    client = visit(complaints.people[role], "zh-hans")
    ours = objects(complaints.ours, role)
    for name, _ in addresses():
        one = ours.get(name)
        named = (
            list(one)
            if isinstance(one, tuple)
            else [one]
            if isinstance(one, str)
            else [one.pk]
            if one
            else []
        )
        if name == "account_logout" or name.startswith("api:"):
            continue
        answer = client.get(reverse(name, args=named))
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            b"".join(answer)
            continue
        page = answer.content.decode()
        assert '<html lang="zh-CN">' in page or "<html" not in page, name
        shown = visible(page)
        shown = re.sub(r"\b(ours|theirs) (records|carrier|centre|desk|principal|job)( job)?", "", shown)
        found = re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", shown)
        assert found == [], (name, found)


def test_the_reader_chooses_the_language_and_it_is_kept(world: World, visit: Callable[..., Any]) -> None:
    """The choice goes before the browser's language, is kept, and never leads away from the console."""
    client = visit(world.ours.carrier, "en")
    assert 'lang="en"' in client.get("/overview").content.decode()
    answer = client.post("/language", {"language": "zh-hans", "next": "//elsewhere.example/"})
    assert answer["Location"] == "/"
    assert '<html lang="zh-CN">' in client.get("/overview").content.decode()
