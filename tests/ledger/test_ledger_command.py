"""`jingling ledger`, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sample_ledgers import STREAM, Kept, copied, read_segment

PROGRAM = "from jingling.cli import main; main()"


def ledger(*arguments: str) -> tuple[int, str, str]:
    """Run a command; return its exit code and what it said."""
    program = [sys.executable, "-c", PROGRAM, "ledger", *arguments]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_record_is_published_proved_and_checked(kept: Kept, tmp_path: Path) -> None:
    """From the ledger to a root, from a record to a proof, and from both to a yes, without the ledger."""
    with copied(kept.directory) as found:
        root = ledger("root", "--data", str(found))[1].strip()
        assert root == kept.roots[-1]
        assert json.loads(ledger("root", "--data", str(found), "--json")[1])["root"] == root
        proof, gap, grown = (tmp_path / f"{name}.json" for name in ("proof", "gap", "grown"))
        proof.write_text(ledger("prove", f"{STREAM}-2", "--data", str(found))[1])
        gap.write_text(ledger("prove", f"{STREAM}-15", "--data", str(found))[1])
        grown.write_text(ledger("growth", kept.roots[0], "--data", str(found))[1])
    code, said, _ = ledger("verify", str(proof), "--root", root, "--json")
    assert code == 0
    assert json.loads(said)["record"] == kept.records[2].decode()
    assert "gap marker" in ledger("verify", str(gap), "--root", root, "--lang", "en")[1]
    assert "缺口" in ledger("verify", str(gap), "--root", root, "--lang", "zh")[1]
    assert ledger("verify", str(grown), "--root", kept.roots[0], "--root", root)[0] == 0
    assert ledger("verify", str(proof), "--root", kept.roots[0][::-1])[0] == 3
    assert ledger("verify", str(proof))[0] == 2


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "record 1: a record was altered"), ("zh", "记录 1：记录被改动")]
)
def test_an_altered_ledger_ends_with_three(kept: Kept, lang: str, word: str) -> None:
    """A ledger that holds ends with 0; altered, it says where in the user's language and ends with 3."""
    with copied(kept.directory) as found:
        arguments = ("verify", "--data", str(found), "--root", kept.roots[-1], "--lang", lang)
        assert ledger(*arguments)[0] == 0
        _, there, rewrite = read_segment(found, 0)
        rewrite([there[0], b"{}", *there[2:]])
        code, said, _ = ledger(*arguments)
        assert code == 3
        assert word in said
        assert json.loads(ledger(*arguments, "--json")[1])["faults"][0]["first"] == 1


def test_what_is_retired_is_told(kept: Kept) -> None:
    """Retiring says what went and gives a root; a date that has not come is refused."""
    with copied(kept.directory) as found:
        code, said, _ = ledger("retire", "--before", "2020-01-01", "--data", str(found))
        assert (code, said.count("\n")) == (0, 1)
        assert ledger("retire", "--before", "2999-01-01", "--data", str(found))[0] == 2
        assert ledger("retire", "--before", "soon", "--data", str(found))[0] == 2
