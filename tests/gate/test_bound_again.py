"""A refusal by a number that nobody knows yet, bound again when somebody is known to show it."""

from pathlib import Path

import pytest

from jingling.gate import Gate, question_from
from jingling.gate.hearing import read_refusal, refuse
from jingling.gate.loading import load_and_publish

CALLEE, SEEN, OTHER = "+8613800000001", "+861051000001", "+861051000002"
LINES = "line,kind,holder,carrier,numbers,purposes,hours,calls_per_day\n"
BANK = f"bank,enterprise,{{holder}},CT,{SEEN} {OTHER},service,,\n"
PROJECTS = "project,principal,centre,purpose,lines,numbers,licence,window\n"
CARDS = f"cards,Bank,,service,bank,{SEEN} {OTHER},,\n"


def published(directory: Path, lines: str = "", projects: str = "", lists: str = "") -> None:
    """Load registers and publish."""
    texts = {"lines": LINES + lines, "projects": PROJECTS + projects}
    texts["lists"] = "list,number,class,until,campaign\n" + lists
    files = {}
    for name, text in texts.items():
        files[name] = directory.parent / f"{name}.csv"
        files[name].write_text(text)
    load_and_publish(directory, files.pop("lines"), files)


def said(gate: Gate, caller: str, **more: str) -> list[str]:
    """Return why a number may not ring the person."""
    question = {"direction": "network", "caller": caller, "callee": CALLEE, "line": "bank"} | more
    return [answer.key for answer in gate.ask(question_from(question)).reasons]


def refusals(reasons: list[str]) -> list[str]:
    """Return those of them that a refusal is the cause of."""
    return [one for one in reasons if one.startswith("CN-REFUSE")]


@pytest.mark.parametrize(
    ("lines", "projects", "lists"),
    [
        (BANK.format(holder="Floor"), CARDS, ""),  # the project's principal
        (BANK.format(holder="Bank"), "", ""),  # the line's holder
        ("", "", f"finding,{SEEN},sim_pool,,c1\nfinding,{OTHER},sim_pool,,c1\n"),  # the campaign
    ],
    ids=["project", "line", "campaign"],
)
def test_what_is_learnt_later_binds(tmp_path: Path, lines: str, projects: str, lists: str) -> None:
    """At once in a running gate, in the next one, and after further publications."""
    directory = tmp_path / "gate"
    published(directory)
    asked = {"principal": "Bank"} if lines else {}
    with Gate(directory) as gate:
        made = refuse(gate, read_refusal(f'{{"callee": "{CALLEE}", "caller": "{SEEN}"}}'.encode()))
        assert made["bound"] == "number"
        assert "CN-REFUSE.this-number" in said(gate, SEEN, **asked)
        assert not refusals(said(gate, OTHER, **asked))
        for _ in range(2):
            published(directory, lines, projects, lists)
            assert refusals(said(gate, OTHER, **asked))
            assert "CN-REFUSE.this-number" in said(gate, SEEN, **asked)
    with Gate(directory) as gate:
        assert refusals(said(gate, OTHER, **asked))


def test_no_change_of_registers_sets_anybody_free(tmp_path: Path) -> None:
    """A principal that gives the refused number up stays bound; who gets the number is not, but by itself."""
    directory = tmp_path / "gate"
    bank, shop = BANK.format(holder="Floor"), BANK.format(holder="Other")
    moved = "cards,Bank,,service,bank,+861051000003,,\n"
    theirs = f"shoes,Shop,,service,bank,{SEEN} {OTHER},,\n"
    published(directory, bank, CARDS)
    with Gate(directory) as gate:
        refuse(gate, read_refusal(f'{{"callee": "{CALLEE}", "caller": "{SEEN}"}}'.encode()))
        for _ in range(2):
            published(directory, bank, moved)
            assert "CN-REFUSE-PRINCIPAL.another-number" in said(gate, "+861051000003", principal="Bank")
        published(directory, shop, moved + theirs)
        assert "CN-REFUSE-PRINCIPAL.another-number" in said(gate, "+861051000003", principal="Bank")
        refuse(gate, read_refusal(b'{"callee": "+8613800000002", "caller": "+861051000001"}'))
        published(directory, shop, moved + theirs)
        asked = {"callee": "+8613800000002"}
        assert "CN-REFUSE-PRINCIPAL.another-number" in said(gate, OTHER, principal="Shop", **asked)
        assert not refusals(said(gate, "+861051000003", principal="Bank", **asked))
