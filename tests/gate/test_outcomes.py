"""Outcomes: what became of a call counts once, for whom it was about, and for who may pass next."""

import json
from pathlib import Path
from typing import Any

from counting import past_of
from gate_registers import BANK, CALLEES

from jingling.gate import Gate, Verdict, question_from
from jingling.gate.hearing import hear, read_outcome


def test_an_outcome_sent_again_counts_once(directory: Path) -> None:
    """By its Idempotency-Key, also where the first sending was not answered; without one, each counts."""
    made = {
        "principal": "Example Bank", "callee": CALLEES[1], "outcome": "answered",
        "at": "2026-03-10T10:00:00+08:00",
    }  # fmt: skip
    with Gate(directory, trust_times=True) as gate:
        for key in ("one", "one", "two", "", ""):
            hear(gate, read_outcome(json.dumps(made).encode()), key)
        with gate.counters.counting() as count:
            past = past_of(count, BANK, int(CALLEES[1]))
    assert len(past.answered) == 4


def asked_for(gate: Gate, registered: str, **more: str) -> str:
    """Ask for an outbound call of a project of the bank's to one person; return the evidence."""
    numbers = {"arrears": "+861051000070", "statements": "+861051000060"}
    question = {
        "direction": "outbound", "caller": numbers[registered], "callee": CALLEES[1], "line": "bank-trunk",
        "principal": "Example Bank", "project": registered, "at": "2026-03-10T10:00:00+08:00",
    }  # fmt: skip
    return gate.ask(question_from(question | more)).evidence


def answered(gate: Gate, evidence: str) -> int:
    """Tell that a call to that person was answered; return how many answers count for collection."""
    made = {"principal": "Example Bank", "callee": CALLEES[1], "outcome": "answered", "evidence": evidence}
    hear(gate, read_outcome(json.dumps(made | {"at": "2026-03-10T10:05:00+08:00"}).encode()))
    with gate.counters.counting() as count:
        seen = past_of(count, BANK, int(CALLEES[1]))
        return len(seen.answered)


def test_only_answers_to_collection_calls_count_towards_their_cap(directory: Path) -> None:
    """The evidence tells what an answered call was about, whichever direction it was asked in."""
    with Gate(directory, trust_times=True) as gate:
        service, debt = asked_for(gate, "statements"), asked_for(gate, "arrears")
        seen = asked_for(gate, "arrears", direction="network", project="", principal="")
        assert [answered(gate, evidence) for evidence in (service, debt, service, seen)] == [0, 1, 1, 2]


def test_an_answer_without_known_evidence_counts_unless_only_other_calls_were_made(directory: Path) -> None:
    """Who may have been asked about a debt is spared; who was rung for other purposes alone was not asked."""
    with Gate(directory, trust_times=True) as gate:
        assert answered(gate, "elsewhere-0-7") == 1  # nothing is known of any call
        asked_for(gate, "statements")
        assert [answered(gate, ""), answered(gate, "elsewhere-0-8")] == [1, 1]
        asked_for(gate, "arrears")
        assert [answered(gate, ""), answered(gate, "elsewhere-0-9")] == [2, 3]


def test_the_wrong_person_never_consented(directory: Path) -> None:
    """Neither to marketing nor to a survey; what was consented to somebody else stays."""
    made = {"principal": "Example Bank", "callee": CALLEES[3], "outcome": "wrong_person"}
    with Gate(directory, trust_times=True) as gate:
        given, _ = gate.lists().person(int(CALLEES[3]))
        assert [one.purpose for one in given] == ["survey"]
        hear(gate, read_outcome(json.dumps(made | {"principal": "Corner Shop"}).encode()))
        assert gate.lists().person(int(CALLEES[3]))[0] == given
        hear(gate, read_outcome(json.dumps(made).encode()))
        assert gate.lists().person(int(CALLEES[3]))[0] == ()


MINE = {
    "version": 1,
    "classes": [{"class": "mobile", "action": "challenge"}],
    "second_try": {"within_s": 300},
}


def rung(gate: Gate, policy: dict[str, Any], minute: int, caller: str = "+8613911112222") -> Verdict:
    """Ring a person with a policy, some minutes past ten."""
    return gate.ask(
        question_from(
            {
                "direction": "inbound", "caller": caller, "callee": CALLEES[1], "policy": policy,
                "at": f"2026-03-10T10:{minute:02}:00+08:00",
            }
        )
    )  # fmt: skip


def in_vain(gate: Gate, evidence: str, minute: int, callee: str = CALLEES[1]) -> None:
    """Tell that nobody answered, as a phone does."""
    made = {"evidence": evidence, "callee": callee, "outcome": "no_answer"}
    hear(gate, read_outcome(json.dumps(made | {"at": f"2026-03-10T10:{minute:02}:30+08:00"}).encode()))


def test_who_rings_in_vain_twice_passes_where_the_person_wants_it(directory: Path) -> None:
    """The same number, within the time, with no finding; a ring told of twice, or elsewhere, is one."""
    with Gate(directory, trust_times=True) as gate:
        first = rung(gate, MINE, 0)
        for _ in range(3):
            in_vain(gate, first.evidence, 0)
        in_vain(gate, "elsewhere-0-1", 0)
        second = rung(gate, MINE, 1)
        assert second.verdict == "challenge"
        in_vain(gate, second.evidence, 1, callee=CALLEES[2])
        assert rung(gate, MINE, 2).verdict == "challenge"
        in_vain(gate, second.evidence, 1)
        assert rung(gate, MINE, 2).verdict == "allow"
        assert rung(gate, MINE, 2, caller="+8613911113333").verdict == "challenge"
        assert rung(gate, {**MINE, "second_try": None}, 2).verdict == "challenge"
        assert rung(gate, MINE, 9).verdict == "challenge"
        for minute in (10, 11):
            in_vain(gate, rung(gate, MINE, minute, caller="+8617000000002").evidence, minute)
        found = rung(
            gate, {**MINE, "classes": [{"class": "virtual", "action": "challenge"}]}, 12, "+8617000000002"
        )
        assert found.verdict == "challenge"


def test_a_class_may_be_held_back_from_so_many_strangers_on(directory: Path) -> None:
    """The third number within ten minutes, whatever the rule pack counts; the same number again is one."""
    often = {"version": 1, "classes": [{"class": "mobile", "action": "block", "calls": 3, "within_s": 600}]}
    with Gate(directory, trust_times=True) as gate:
        told = [rung(gate, often, at, f"+861391111000{who}").verdict for at, who in enumerate((1, 2, 2, 3))]
        assert told == ["allow", "allow", "allow", "reject"]
        assert rung(gate, often, 30, "+8613911110004").verdict == "allow"
