"""From an INVITE's parts to a question, and from a verdict to what a switch does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jingling.gate.question import read_call
from jingling.gate.sip import Invite, diverting_uri, name_of_call, number_of, question_of, treatment_of
from jingling.gate.verdict import Sip, Verdict
from jingling.identity.verstat import Verstat
from jingling.rules import load_pack

PEER, STRANGER = "192.0.2.1", "192.0.2.2"
INVITE = Invite("trunk", PEER, "sip:+8613800000001@h", "sip:+8613911112222@h", "a", "t")


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("sip:+8613911112222@example.com", "+8613911112222"),
        ("+8613911112222", "+8613911112222"),
        ("tel:+86-139-1111-2222;phone-context=x", "+86-139-1111-2222"),
        ("SIPS:%2B8613911112222:secret@example.com;user=phone", "+8613911112222"),
        ("sip:+8613911112222;verstat=TN-Validation-Passed@h;a=b", "+8613911112222"),
        ("sip:anonymous@anonymous.invalid", "anonymous"),
        ("sip:example.com", ""),
        ("", ""),
    ],
)
def test_the_number_in_a_uri(uri: str, number: str) -> None:
    """A number is found however the URI dresses it, hidden behind percent signs or parameters."""
    assert number_of(uri) == number


@given(st.text(max_size=400))
def test_whatever_a_caller_writes_makes_a_question(text: str) -> None:
    """No text in any field breaks the reading, and nobody's number is the anonymous caller's."""
    invite = Invite("trunk", PEER, "+8613800000001", text, text, text, text, text, text, (text,), text)
    question = question_of(invite, "network", {PEER})
    call = read_call(question, 0.0, trust_times=False)
    assert call.callee == 8613800000001
    assert question.caller
    assert len(question.call_id) <= 256


def test_what_a_peer_asserts_counts_only_if_it_is_trusted() -> None:
    """P-Asserted-Identity of a trusted peer is the vouched number; of anybody else it is nothing."""
    asserting = replace(INVITE, asserted="sip:+861051000001@h")
    assert question_of(asserting, "network", {PEER}).asserted == "+861051000001"
    assert question_of(asserting, "network", {STRANGER}).asserted == ""
    assert question_of(asserting, "network", frozenset()).asserted == ""


def test_a_caller_without_a_number_is_anonymous_and_still_asked_about() -> None:
    """Who shows a host alone, or nothing, is put to the policy as anonymous."""
    for shown in ("sip:example.com", "", "sip:anonymous@anonymous.invalid"):
        assert question_of(replace(INVITE, shown=shown), "inbound", frozenset()).caller == "anonymous"


def test_a_line_that_nobody_named_is_a_line_nobody_registered() -> None:
    """The peer's address stands for its line, so that the question is whole."""
    assert question_of(replace(INVITE, line=""), "network", frozenset()).line == PEER


@given(st.text(max_size=600), st.text(max_size=600))
def test_a_call_is_named_by_call_id_and_from_tag(call_id: str, tag: str) -> None:
    """The same two give the same name, another tag another, and no name is long."""
    name = name_of_call(call_id, tag)
    assert name == name_of_call(call_id, tag)
    assert name != name_of_call(call_id, tag + "x")
    assert len(name) <= 256


def test_who_forwarded_a_call_stands_before_its_target() -> None:
    """History-Info names the last one who forwarded, where the target came by forwarding, and else nobody."""
    first, forwarded = "<sip:+861051000001@h>;index=1", "<sip:+8613800000001@h;cause=302>;index=1.1;mp=1"
    assert diverting_uri(f"{first}, {forwarded}") == "sip:+861051000001@h"
    assert diverting_uri(first) == ""
    assert diverting_uri(f"{first}, <sip:+8613800000001@h>;index=1.1") == ""
    assert diverting_uri(",;<<>>") == ""


def test_diversion_comes_before_history() -> None:
    """Where both are given, Diversion tells who forwarded."""
    told = replace(INVITE, diverted="sip:+861051000002@h", history="<sip:+8610@h>, <sip:+86@h>;mp=1")
    assert question_of(told, "network", frozenset()).diverted_by == "+861051000002"


def test_a_failed_identity_is_told_and_the_call_goes_on() -> None:
    """In China's profile a failed signature marks the number and stops nothing."""
    pack = load_pack()
    failed = next(
        answer
        for rule in pack.rules
        for answer in rule.answers.values()
        if answer.cause == "identity-438" and answer.effect != "reject"
    )
    reason = 'STIR;cause=438;text="Invalid Identity Header"'
    treatment = treatment_of(Verdict("allow", (failed,), (), "", Sip(404, reason)))
    assert (treatment.action, treatment.reason, treatment.verstat) == ("pass", reason, Verstat.FAILED)


def test_a_vouched_number_is_said_to_be_so_beside_a_label_too() -> None:
    """Who calls and whether the call is wanted are two things."""
    assert treatment_of(Verdict("allow", (), (), "", Sip(404), "", vouched=True)).verstat is Verstat.PASSED
    labelled = treatment_of(Verdict("label", (), (), "疑似骚扰", Sip(404), "", vouched=True))
    assert (labelled.display, labelled.verstat) == ("疑似骚扰", Verstat.PASSED)


@pytest.mark.parametrize(
    ("sip", "phrase"),
    [
        (Sip(603, 'Q.850;cause=21;text="call rejected"'), "Decline"),
        (Sip(603, 'SIP;cause=603;text="v=analytics1;location=upstream"'), "Network Blocked"),
        (Sip(403, 'STIR;cause=403;text="Stale Date"'), "Stale Date"),
        (Sip(403), "Forbidden"),
        (Sip(607), "Unwanted"),
        (Sip(608), "Rejected"),
        (Sip(428), "Use Identity Header"),
    ],
)
def test_a_refusal_has_the_phrase_of_its_profile(sip: Sip, phrase: str) -> None:
    """Status and phrase are those that the profile's standard names."""
    treatment = treatment_of(Verdict("reject", (), (), "", sip))
    assert (treatment.action, treatment.status, treatment.phrase) == ("refuse", sip.status, phrase)
