"""The conformance vectors: situation, verdict, reasons, for every rule of China's pack."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from jingling.gate import Gate, question_from
from jingling.gate.hearing import hear, read_outcome, read_refusal, refuse
from jingling.rules import load_pack

TABLE = tomllib.loads(Path(__file__).with_name("vectors.toml").read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = TABLE["vector"]
SAID_ELSEWHERE = {
    # by tests of signed identity, of a silent feed, of a gate that is broken or overloaded
    "ID-PASSPORT",
    "GATE-STALE",
    "GATE-DEGRADED",
    "GATE-OVERLOAD",
}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_gate_answers_as_the_vectors_say(vector: dict[str, Any], directory: Path, tmp_path: Path) -> None:
    """Each question gets the verdict and exactly the reasons that its vector states."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        "".join(f'[[rule]]\nid = "{name}"\non_by_default = true\n' for name in vector.get("on", []))
    )
    base = TABLE["base"][vector["base"]]
    with Gate(directory, trust_times=True, rules=[rules]) as gate:
        for told in vector.get("refusals", []):
            refuse(gate, read_refusal(json.dumps(told).encode()))
        for told in vector.get("outcomes", []):
            hear(gate, read_outcome(json.dumps(told).encode()))
        for earlier in vector.get("before", []):
            gate.ask(question_from(base | earlier))
        verdict = gate.ask(question_from(base | vector.get("ask", {})))
    assert verdict.verdict == vector["verdict"]
    said = [f"{answer.code}.{answer.name}" for answer in verdict.reasons]
    assert sorted(said) == sorted(vector.get("reasons", [])), said
    assert [answer.strength for answer in verdict.reasons] == sorted(
        (answer.strength for answer in verdict.reasons), reverse=True
    )


def test_every_answer_of_every_rule_has_a_vector() -> None:
    """No rule can be added without a situation that shows it, and names on both sides agree."""
    shown = {reason for vector in VECTORS for reason in vector.get("reasons", [])}
    told = {
        f"{rule.id}.{name}"
        for rule in load_pack().rules
        if rule.id not in SAID_ELSEWHERE
        for name in rule.answers
    }
    assert shown == told
