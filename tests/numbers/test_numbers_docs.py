"""The page about numbers tells every kind and every mark, in both languages."""

from pathlib import Path

import pytest

from jingling.numbers import EVIDENCE_WORDS, NumberKind

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["numbers.md", "numbers.zh.md"])
def test_every_kind_and_mark_is_in_the_docs(page: str) -> None:
    """What a reader meets in a result, a reader can look up."""
    text = (DOCS / page).read_text("utf-8")
    missing = [code for code in [*NumberKind, *EVIDENCE_WORDS] if f"`{code}`" not in text]
    assert not missing
