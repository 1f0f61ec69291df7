"""Properties of the decision, whatever the call and the facts."""

import json
import shutil
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.gate import Call, Gate, Verdict, decide, question_from, read_call
from jingling.gate.counters import Count, Counters
from jingling.gate.decide import brief_of
from jingling.gate.errors import GateError
from jingling.gate.facts import Facts
from jingling.gate.hearing import hear, read_outcome
from jingling.gate.previews import preview, read_preview
from jingling.lists import feed
from jingling.lists.policies import read_policy
from jingling.lists.snapshot import Listed
from jingling.numbers import read_key
from jingling.rules import EVERYONE, PURPOSES, Attempts, Consent, Refusal, Situation, principal_id

NOON = int(datetime(2026, 3, 10, 4, tzinfo=UTC).timestamp())
CALLERS = ["+861051000001", "+861051000060", "+861051000070", "+862152000001", "4001234567", "+8613911112222"]
CALLEES = [f"+861380000000{last}" for last in range(1, 9)] + ["110", "+12125551212"]
LINES = ["bank-trunk", "shop-trunk", "access-trunk", "phones", "gateway-abroad", "police", "unheard-of"]
PROJECTS = ["", "cards", "statements", "arrears", "access", "lapsing", "unheard-of"]
BANK, SHOP = principal_id("Example Bank"), principal_id("Corner Shop")

QUESTIONS = st.fixed_dictionaries(
    {
        "direction": st.sampled_from(["outbound", "network", "inbound"]),
        "caller": st.sampled_from([*CALLERS, "110", "anonymous", "12"]),
        "callee": st.sampled_from(CALLEES),
        "line": st.sampled_from(LINES),
        "principal": st.sampled_from(["Example Bank", "Corner Shop", "Nobody"]),
        "project": st.sampled_from(PROJECTS),
        "purpose": st.sampled_from(["", *PURPOSES]),
        "at": st.integers(NOON - 86_400, NOON + 86_400).map(
            lambda at: datetime.fromtimestamp(at, UTC).isoformat()
        ),
        "asserted": st.sampled_from(["", CALLERS[0], CALLERS[5]]),
        "diverted_by": st.sampled_from(["", CALLERS[0], CALLERS[3]]),
        "roaming": st.none() | st.booleans(),
    }
)
IDS = st.sampled_from([EVERYONE, BANK, SHOP, principal_id("Nobody")])
CONSENTS = st.lists(
    st.builds(
        Consent,
        IDS,
        st.sampled_from(PURPOSES),
        st.integers(NOON - 100_000, NOON + 100_000),
        st.none() | st.integers(NOON - 100_000, NOON + 100_000),
    ),
    max_size=3,
)
REFUSALS = st.builds(
    Refusal,
    st.none() | IDS,
    st.sampled_from([0, *[int(text) for text in CALLERS[:4]]]),
    st.sampled_from([*PURPOSES, "*"]),
)
POLICIES = st.sampled_from(
    [
        None,
        read_policy(b'{"allow": ["+861051000001"], "second_try": {}}'),
        read_policy(b'{"block": ["+861051000000-+861051000099"], "zone": "Europe/London"}'),
        read_policy(b'{"classes": [{"class": "marketing", "action": "block", "hours": "10:00-20:00"}]}'),
        read_policy(b'{"prefixes": [{"prefix": "139", "action": "challenge"}]}'),
    ]
)
AGES = st.lists(st.integers(0, 90_000), max_size=6).map(lambda ages: tuple(sorted(ages)))
ATTEMPTS = st.builds(Attempts, AGES, AGES, st.integers(0, 3), AGES, st.none() | st.integers(0, 7_000), AGES)
LISTED = st.lists(
    st.builds(
        Listed,
        st.sampled_from(["allow", "block", "dno", "finding"]),
        st.sampled_from(["", "one_ring", "high_frequency"]),
        st.none() | st.integers(NOON - 1000, NOON + 1000),
        st.none() | st.just(7),
    ),
    max_size=2,
).map(tuple)


@pytest.fixture(scope="module")
def opened(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """One gate for all examples, every rule switched on."""
    directory = Path(shutil.copytree(published, tmp_path_factory.mktemp("decide") / "gate"))
    rules = directory / "all.toml"
    with Gate(directory, trust_times=True) as gate:
        names = [rule.id for rule in gate.pack.rules]
    rules.write_text("".join(f'[[rule]]\nid = "{name}"\non_by_default = true\n' for name in names))
    with Gate(directory, trust_times=True, rules=[rules]) as gate:
        yield gate


def facts_of(gate: Gate, call: Call, **more: Any) -> Facts:
    """Return the facts of a call, with what an example adds."""
    return msgspec.structs.replace(gate.lookup.facts_for(call, gate.lists()), **more)


def read(question: dict[str, Any]) -> Call:
    """Read a question's plain values."""
    return read_call(question_from(question), 0, trust_times=True)


FACTS = st.fixed_dictionaries(
    {
        "people": st.tuples(CONSENTS.map(tuple), st.lists(REFUSALS, max_size=2).map(tuple)),
        "policy": POLICIES,
        "attempts": ATTEMPTS,
        "listed": LISTED,
        "feed_is_stale": st.booleans(),
        "rings": AGES,
    }
)


@settings(max_examples=150)
@given(QUESTIONS, FACTS)
def test_the_same_is_answered_the_same(opened: Gate, question: dict[str, Any], told: dict[str, Any]) -> None:
    """Asked twice, of facts looked up twice, a decision is equal; its reasons stand strongest first."""
    call = read(question)
    one, other = (decide(call, facts_of(opened, call, **told)) for _ in range(2))
    assert one == other
    strengths = [answer.strength for answer in one.reasons]
    assert strengths == sorted(strengths, reverse=True)
    if question["callee"] == "110":
        assert (one.verdict, one.reasons) == ("allow", ())
    assert (one.verdict == "allow") == (not strengths or strengths[0] == 0)
    assert (one.verdict == "reject") == (one.sip.status not in {302, 404})


@settings(max_examples=150)
@given(QUESTIONS, FACTS, FACTS, st.sampled_from(CALLEES[:-2]))
def test_a_caller_judged_before_is_judged_the_same(
    opened: Gate, question: dict[str, Any], told: dict[str, Any], before: dict[str, Any], callee: str
) -> None:
    """What was said of a caller when another person was called decides as if it were asked now."""
    call, earlier = read(question), read(question | {"callee": callee})
    same = {name: told[name] for name in ("listed", "feed_is_stale")}
    brief = brief_of(earlier, facts_of(opened, earlier, **before | same))
    facts = facts_of(opened, call, **told)
    assert decide(call, facts, brief) == decide(call, facts)


class WithoutCalled:
    """A situation that has nobody called in it, and says so to whoever looks."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    def __getattr__(self, name: str) -> Any:
        assert name not in {"callee", "minute", "consents", "refusals", "attempts", "personal", "emergency"}
        return getattr(self._situation, name)


@settings(max_examples=150)
@given(QUESTIONS, FACTS)
def test_rules_about_the_caller_look_at_nobody_else(
    opened: Gate, question: dict[str, Any], told: dict[str, Any]
) -> None:
    """A rule whose row says `about = "caller"` needs nothing of the called person or of earlier calls."""
    call = read(question)
    situation: Any = WithoutCalled(brief_of(call, facts_of(opened, call, **told)).situation)
    for rule in opened.pack.rules:
        if rule.about == "caller":
            rule.judge(situation, rule.figures)


def test_callers_are_looked_up_once_a_second_while_lists_stand_still(directory: Path) -> None:
    """A listing of the caller counts for the next question, and so does the next second."""
    asked = {"direction": "inbound", "caller": "+8613911112222", "callee": CALLEES[0]}
    key = read_key(asked["caller"])[0]
    with Gate(directory, trust_times=True) as gate:

        def answer(at: int) -> str:
            question = asked | {"at": datetime.fromtimestamp(at, UTC).isoformat()}
            return gate.ask(question_from(question)).verdict

        assert answer(NOON) == "allow"
        feed.append(directory, feed.Listing(0, key, key, "block", until=NOON + 1))
        assert [answer(NOON), answer(NOON), answer(NOON + 1), answer(NOON)] == [
            "reject", "reject", "allow", "reject",
        ]  # fmt: skip


@settings(max_examples=150)
@given(QUESTIONS, FACTS, REFUSALS)
def test_a_further_refusal_opens_nothing(
    opened: Gate, question: dict[str, Any], told: dict[str, Any], refusal: Refusal
) -> None:
    """Adding a refusal never weakens a verdict, and never takes a reason away."""
    call = read(question)
    consents, refusals = told["people"]
    before = decide(call, facts_of(opened, call, **told))
    after = decide(call, facts_of(opened, call, **told | {"people": (consents, (*refusals, refusal))}))
    assert _strength(after) >= _strength(before)
    assert {answer.code for answer in before.reasons} <= {answer.code for answer in after.reasons}


@settings(max_examples=150)
@given(QUESTIONS, FACTS, st.integers(0, 2))
def test_a_consent_less_opens_nothing(
    opened: Gate, question: dict[str, Any], told: dict[str, Any], which: int
) -> None:
    """Taking a consent away never weakens a verdict."""
    call = read(question)
    consents, refusals = told["people"]
    fewer = consents[:which] + consents[which + 1 :]
    before = decide(call, facts_of(opened, call, **told))
    after = decide(call, facts_of(opened, call, **told | {"people": (fewer, refusals)}))
    assert _strength(after) >= _strength(before)


def _strength(verdict: Any) -> int:
    return ("allow", "label", "challenge", "reject").index(verdict.verdict)


@settings(max_examples=150)
@given(QUESTIONS, FACTS)
def test_marketing_needs_a_proven_consent_and_no_refusal(
    opened: Gate, question: dict[str, Any], told: dict[str, Any]
) -> None:
    """Whatever else an asker says before dialling, it dials for marketing only with both."""
    question = question | {"direction": "outbound"}
    call = read(question)
    facts = facts_of(opened, call, **told)
    verdict = decide(call, facts)
    if question["callee"] == "110" or verdict.verdict == "reject":
        return
    assert facts.project is not None
    assert facts.line is not None
    assert facts.project.shows(call.caller)
    assert facts.line.shows(call.caller) or facts.line.kind != "enterprise"
    assert facts.project.principal_id == principal_id(question["principal"])
    consents, refusals = told["people"]
    if facts.project.purpose == "marketing":
        assert any(
            one.principal == facts.project.principal_id
            and one.purpose == "marketing"
            and one.given_at <= call.at
            and (one.expires_at is None or call.at < one.expires_at)
            for one in consents
        )
    for refusal in refusals:
        if refusal.scope in {"*", facts.project.purpose}:
            assert refusal.principal not in {EVERYONE, facts.project.principal_id} or (
                refusal.number and refusal.principal == EVERYONE
            )
            assert refusal.number != call.caller


def past_of(count: Count, principal: int, callee: int) -> Attempts:
    """Return what is counted of a principal and a person at noon."""
    return count.attempts(
        principal=principal, callee=callee, caller=0, collects=True, line="", direction="network", at=NOON
    )


# --- counters --------------------------------------------------------------------------------------------
WINDOWS = [(3, 300), (5, 3_600)]
RULES = f"""
[[rule]]
id = "CN-FREQ-B"
on_by_default = true
figures = {{ windows = {[list(one) for one in WINDOWS]}, closed_minutes = [] }}
"""


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 1_000), st.booleans(), st.sampled_from(CALLEES[:2]), st.booleans()),
        min_size=8,
        max_size=25,
    )
)
def test_windows_roll_exactly(published: Path, told: list[tuple[int, bool, str, bool]]) -> None:
    """Attempts are counted over windows that end now, whatever number rang, retransmissions once."""
    with TemporaryDirectory() as name:
        scratch = Path(name)
        rules = scratch / "rules.toml"
        rules.write_text(RULES)
        allowed: dict[str, list[int]] = {callee: [] for callee in CALLEES}
        at = NOON
        with Gate(published, trust_times=True, rules=[rules], scratch=scratch) as gate:
            for place, (later, other_number, callee, again) in enumerate(told):
                at += later
                question = {
                    "direction": "outbound", "caller": f"+86105100006{int(other_number)}", "callee": callee,
                    "line": "bank-trunk", "principal": "Example Bank", "project": "statements",
                    "call_id": f"call {place}", "at": datetime.fromtimestamp(at, UTC).isoformat(),
                }  # fmt: skip
                past = allowed[callee]
                expected = all(
                    len(past) - bisect_right(past, at - window) < calls for calls, window in WINDOWS
                )
                verdicts = [gate.ask(question_from(question)) for _ in range(2 if again else 1)]
                assert {verdict.verdict == "allow" for verdict in verdicts} == {expected}
                assert len({verdict.evidence for verdict in verdicts}) == 1
                if expected:
                    past.append(at)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40_000), st.booleans()), min_size=1, max_size=40))
def test_a_lines_cap_never_counts_less_than_a_day(told: list[tuple[int, bool]]) -> None:
    """The last 24 hours are counted whole, and at most the half hour in which they begin beside them."""
    with TemporaryDirectory() as name:
        counters = Counters(Path(name))
        calls: list[int] = []
        at = NOON
        for later, counted in told:
            at += later
            with counters.counting() as count:
                found = count.calls_on("trunk", "outbound", at)
                exact = len(calls) - bisect_right(calls, at - 86_400)
                assert exact <= found <= len(calls) - bisect_right(calls, at - 86_400 - 1_800)
                if counted:
                    count.went_over("trunk", "outbound", at)
                    calls.append(at)
        counters.close()


@settings(max_examples=25)
@given(st.lists(st.integers(0, 50 * 86_400), min_size=1, max_size=60), st.integers(1, 20))
def test_sweeping_takes_what_no_window_reaches_and_nothing_else(ages: list[int], most: int) -> None:
    """After a whole round, attempts of 31 days are there and older ones gone, in however small steps."""
    with TemporaryDirectory() as name:
        counters = Counters(Path(name))
        with counters.counting() as count:
            for callee, age in enumerate(ages):
                past_of(count, 1, callee)
                count.attempted(NOON - age)
                count.rang_by_stranger(callee=callee, caller=5, at=NOON - age)
                count.remember_answer(f"key {callee}", b"", NOON - age)
                count.remember_decision(callee.to_bytes(16, "big"), b"", NOON - age)
                count.went_over(f"line {callee}", "outbound", NOON - age)
        for _ in range(5 * len(ages) // most + 2):
            counters.sweep(NOON, most)
        with counters.counting() as count:
            for callee, age in enumerate(ages):
                past = past_of(count, 1, callee)
                assert past.on_person == ((age,) if age <= 31 * 86_400 else ())
                assert past.strangers == ((age,) if age <= 86_400 else ())
                assert (count.answer_to(f"key {callee}") is None) == (age > 7 * 86_400)
                assert count.calls_on(f"line {callee}", "outbound", NOON) >= (age < 86_400)
        counters.close()


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


@settings(max_examples=40)
@given(QUESTIONS, st.lists(st.sampled_from(CALLEES), min_size=1, max_size=10, unique=True))
def test_previews_agree_with_decisions(opened: Gate, question: dict[str, Any], callees: list[str]) -> None:
    """A preview skips whom a decision rejects, for the same reasons, where the counters hold nothing."""
    asked = {name: question[name] for name in ("principal", "project", "line", "caller", "purpose")}
    at = datetime.fromisoformat(question["at"]).timestamp()
    if not asked["project"]:
        return
    told = preview(opened, read_preview(json.dumps(asked | {"callees": callees}).encode()), at)
    for callee, shown in zip(callees, told["verdicts"], strict=True):
        call = read(asked | {"direction": "outbound", "callee": callee, "at": question["at"]})
        verdict = decide(call, facts_of(opened, call))
        assert shown["verdict"] == verdict.verdict
        assert sorted(shown["reasons"]) == sorted(answer.code for answer in verdict.reasons)


def test_a_limit_beyond_what_is_counted_is_refused(tmp_path: Path) -> None:
    """A pack whose limit the counters could never reach does not open a gate that would allow everything."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rule]]\nid = "CN-FREQ-A"\non_by_default = true\nfigures = { windows = [[33, 86400]] }\n'
    )
    with pytest.raises(GateError, match="CN-FREQ-A"):
        Gate(tmp_path / "gate", rules=[rules])
