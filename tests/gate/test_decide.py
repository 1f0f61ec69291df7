"""Properties of the decision, whatever the call and the facts."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from gate_registers import BANK, CALLEES, NOON, SHOP
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.gate import Call, Gate, decide, question_from, read_call
from jingling.gate.decide import brief_of
from jingling.gate.facts import Facts
from jingling.gate.previews import preview, read_preview
from jingling.lists import feed
from jingling.lists.policies import read_policy
from jingling.lists.snapshot import Listed
from jingling.numbers import read_key
from jingling.rules import EVERYONE, PURPOSES, Attempts, Consent, Refusal, Situation, principal_id

CALLERS = ["+861051000001", "+861051000060", "+861051000070", "+862152000001", "4001234567", "+8613911112222"]
LINES = ["bank-trunk", "shop-trunk", "access-trunk", "phones", "gateway-abroad", "police", "unheard-of"]
PROJECTS = ["", "cards", "statements", "arrears", "access", "lapsing", "unheard-of"]
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
