"""`jingling gate ask` and `replay`, `jingling rules explain`: as a person at a terminal uses them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from jingling.cli import app
from jingling.gate import Gate, question_from
from jingling.rules import RulesError, load_pack

PACK = load_pack()


def run(*words: object) -> str:
    """Run a command that must succeed; return what it prints."""
    ended = CliRunner().invoke(app, [str(word) for word in words])
    assert ended.exit_code == 0, ended.output
    return ended.stdout


# --- ask -------------------------------------------------------------------------------------------------
def test_asking_tells_what_the_gate_would_answer_and_keeps_nothing(directory: Path, tmp_path: Path) -> None:
    """Verdict and reasons are the gate's; no counter, no record, no file of the directory changes."""
    policy = tmp_path / "mine.json"
    policy.write_text('{"block": ["+8613911112222"]}')
    question = {
        "direction": "outbound", "caller": "+861051000001", "callee": "+8613800000002", "line": "bank-trunk",
        "principal": "Example Bank", "project": "cards", "at": "2026-03-10T10:00:00+08:00",
    }  # fmt: skip
    before = _contents(directory)
    options = [part for name, text in question.items() for part in (f"--{name}", text)]
    told = json.loads(run("gate", "ask", "--data", directory, *options, "--json"))
    blocked = json.loads(
        run(
            "gate", "ask", "--data", directory, "--caller", "+8613911112222", "--callee", "+8613800000002",
            "--policy", policy, "--json",
        )
    )  # fmt: skip
    assert _contents(directory) == before
    with Gate(directory, trust_times=True) as gate:
        verdict = gate.ask(question_from(question))
    assert told["verdict"] == verdict.verdict == "reject"
    assert [reason["code"] for reason in told["reasons"]] == [answer.code for answer in verdict.reasons]
    assert [reason["code"] for reason in blocked["reasons"]] == ["LIST-PERSONAL"]


@pytest.mark.parametrize(("lang", "word"), [("en", "rejected"), ("zh", "拒绝")])
def test_asking_speaks_both_languages(directory: Path, lang: str, word: str) -> None:
    """The verdict, the reason and what would change it."""
    said = run(
        "gate", "ask", "--data", directory, "--direction", "network", "--line", "gateway-abroad",
        "--caller", "+861051000001", "--callee", "+8613800000002", "--lang", lang,
    )  # fmt: skip
    rule = PACK.by_id["CN-INTL86"].answers["cannot-roam"]
    assert word in said
    assert "CN-INTL86" in said
    assert rule.remedy.text("zh" if lang == "zh" else "en")[:12] in said


def _contents(directory: Path) -> dict[str, bytes]:
    keep = {"pseudonym.key", "lists.checked"}
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name not in keep
    }


# --- replay ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated city of one day."""
    place = tmp_path_factory.mktemp("city")
    run("city", "--out", place, "--people", 2_000, "--days", 1, "--seed", 7)
    return place


def test_replay_counts_every_call_under_both_rules(city: Path, tmp_path: Path) -> None:
    """Verdicts of both sides add up to the calls, changes are what moved, for the new rule."""
    data, rules = tmp_path / "gate", tmp_path / "new.toml"
    run("gate", "load", "--data", data, "--lines", city / "lines.csv")
    rules.write_text(
        '[[rule]]\nid = "CN-BURST"\non_by_default = true\n'
        'figures = { numbers = 1 }\nanswers.burst = { effect = "challenge" }\n'
    )
    told = _replayed(city, data, rules)
    assert told["rows_read"] == told["calls"] + told["rows_quarantined"]
    assert told["calls"] > 500
    now, new = (side["verdicts"] for side in (told["now"], told["new"]))
    assert sum(now.values()) == sum(new.values()) == told["calls"]
    assert "GATE-DEGRADED" not in told["now"]["reasons"] | told["new"]["reasons"]
    assert "CN-BURST" not in told["now"]["reasons"]
    assert told["new"]["reasons"]["CN-BURST"] > 0
    for word in {*now, *new}:
        moved_in = sum(count for pair, count in told["changed"].items() if pair.endswith(f"→ {word}"))
        moved_out = sum(count for pair, count in told["changed"].items() if pair.startswith(f"{word} →"))
        assert now.get(word, 0) + moved_in - moved_out == new.get(word, 0)
    assert sum(told["changed"].values()) > 0

    before = _contents(data)
    rules.write_text('[[rule]]\nid = "CN-BURST"\nshadow = true\n')  # recorded, and enforces nothing
    told = _replayed(city, data, rules)
    assert _contents(data) == before
    assert told["changed"] == {}
    assert told["now"] == told["new"]


def _replayed(city: Path, data: Path, rules: Path) -> Any:
    return json.loads(run("gate", "replay", city / "calls", "--data", data, "--rules", rules, "--json"))


# --- rules explain ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", [rule.id for rule in PACK.rules])
def test_every_rule_explains_itself(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Source, figures and every answer, in both languages and as JSON."""
    from jingling.cli.rules import explain

    rule = PACK.by_id[code]
    for lang in ("en", "zh"):
        explain(code.lower(), as_json=False, lang=lang)
        said = "".join(capsys.readouterr().out.split())
        assert code in said
        assert "".join(rule.source.text(lang).split()) in said  # type: ignore[arg-type]
        for answer in rule.answers.values():
            assert "".join(answer.text.text(lang).split()) in said  # type: ignore[arg-type]
            assert "".join(answer.remedy.text(lang).split()) in said  # type: ignore[arg-type]
    explain(code, as_json=True, lang="en")
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == code
    assert set(told["answers"]) == set(rule.answers)


def test_an_unknown_rule_is_told() -> None:
    """An error whose hint names the command that lists them."""
    with pytest.raises(RulesError, match="CN-NONE") as fault:
        CliRunner().invoke(app, ["rules", "explain", "CN-NONE"], catch_exceptions=False)
    assert "rules list" in fault.value.hint
