"""A redirect server with the gate inside: what it answers, and what it does with what is not a call."""

import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sip_by_hand import TRUSTED, UNTRUSTED_TRUNK, Switch, Telephone, header, records_of, status

from jingling.identity import Attestation
from jingling.identity.authority import Wanted, create_authority, open_signer

PHONES, ABROAD, NOBODY = "127.0.0.3", "127.0.0.4", "127.0.0.9"
_LONG_FIELDS = (b"Identity", b"History-Info", b"P-Asserted-Identity", b"From")
BLOCKED = "<sip:+8613700000009@example.com>"
GIVEN = "<sip:+861051000001@example.com>"


@pytest.mark.parametrize(
    ("address", "shown", "callee", "answered"),
    [
        (PHONES, "<sip:+8613911112222@example.com>", "+8613800000001", 404),
        (PHONES, "<sip:anonymous@anonymous.invalid>", "+8613800000001", 404),
        (PHONES, BLOCKED, "+8613800000001", 603),
        (PHONES, "<sip:%2B8613700000009;x=y@example.com>", "+8613800000001", 603),
        (PHONES, BLOCKED, "110", 404),
        (TRUSTED, GIVEN, "+8613800000001", 404),
        (TRUSTED, "<sip:+861059999999@example.com>", "+8613800000001", 403),
        (ABROAD, "<sip:+442079460001@example.com>", "+8613800000031", 302),
    ],
)
def test_an_answer_says_the_verdict(
    redirect: Switch, address: str, shown: str, callee: str, answered: int
) -> None:
    """No objection is 404, a challenge 302, a refusal what the profile says; a refusal gives its Reason."""
    with Telephone(address) as telephone:
        answer = telephone.ask(telephone.invite(callee, shown), redirect.port)
    assert status(answer) == answered
    assert header(answer, "Reason").startswith("Q.850;cause=21" if answered in {403, 603} else "")
    if answered == 302:
        assert f"{callee}@127.0.0.1:{redirect.challenge}" in header(answer, "Contact")


def test_a_label_stands_in_the_answer(redirect: Switch) -> None:
    """A call from abroad goes on, and the answer says what to show beside it."""
    with Telephone(ABROAD) as telephone:
        answer = telephone.ask(telephone.invite(shown="<sip:+442079460000@example.com>"), redirect.port)
    assert status(answer) == 404
    assert header(answer, "P-Asserted-Identity") == (
        '"国际来电" <sip:+442079460000;verstat=No-TN-Validation@example.com>'
    )


def test_a_call_heard_again_is_decided_and_recorded_once(redirect: Switch) -> None:
    """Retransmissions and forks of one call get one answer and one record; another tag is another call."""
    with Telephone(PHONES) as telephone:
        first = telephone.invite(shown=BLOCKED, call="again-and-again")
        fork = telephone.invite(shown=BLOCKED, call="again-and-again", branch="fork")
        answers = [telephone.ask(message, redirect.port) for message in (first, first, fork, first)]
        assert {status(answer) for answer in answers} == {603}
        assert len(records_of(redirect.data, "again-and-again;")) == 1
        telephone.ask(first.replace(b"tag=mine", b"tag=other"), redirect.port)
        assert len(records_of(redirect.data, "again-and-again;")) == 2


def test_a_record_is_written_before_the_answer(redirect: Switch) -> None:
    """No call has to come after another for its record to be on file."""
    with Telephone(PHONES) as telephone:
        telephone.ask(telephone.invite(call="alone-and-last"), redirect.port)
    (record,) = records_of(redirect.data, "alone-and-last;")
    assert record["verdict"] == "allow"
    assert "13911112222" not in str(record)


@pytest.mark.parametrize(("address", "answered"), [(TRUSTED, 404), (UNTRUSTED_TRUNK, 403)])
def test_an_asserted_number_counts_from_a_trusted_peer_alone(
    redirect: Switch, address: str, answered: int
) -> None:
    """On one and the same line, a withheld number is vouched for by the peer that may, and by no other."""
    with Telephone(address) as telephone:
        message = telephone.invite(
            "+8613800000001",
            "<sip:anonymous@anonymous.invalid>",
            f"P-Asserted-Identity: {GIVEN}",
        )
        assert status(telephone.ask(message, redirect.port)) == answered


def test_a_failed_signature_is_told_and_stops_nothing(tmp_path: Path) -> None:
    """A good token validates the number; in China's profile a bad or used one marks it, and no more."""
    switch = Switch("redirect", tmp_path / "home")
    create_authority(switch.data / "ca", Wanted(("+861051000000-+861051000099",)), datetime.now(UTC))
    (switch.data / "gate.toml").write_text('trust = "ca/trust"\ncertificates = "ca/cache"\n')
    token = open_signer(switch.data / "ca").identity(
        caller="+861051000001", callee="+8613800000001", now=time.time(), attest=Attestation.A, origid="o"
    )
    with switch, Telephone(TRUSTED) as telephone:
        good, used, bad = (
            telephone.ask(telephone.invite("+8613800000001", GIVEN, f"{name}: {value}"), switch.port)
            for name, value in (("Identity", token), ("y", token), ("Identity", token.replace(".", ".x", 1)))
        )
    assert [status(answer) for answer in (good, used, bad)] == [404, 404, 404]
    assert header(good, "Reason") == ""
    assert (
        header(good, "P-Asserted-Identity") == "<sip:+861051000001;verstat=TN-Validation-Passed@example.com>"
    )
    for answer in (used, bad):
        assert header(answer, "Reason").startswith("STIR;cause=438")
        assert "verstat=TN-Validation-Failed" in header(answer, "P-Asserted-Identity")
    assert "unable to get pv" not in switch.log.read_text("utf-8", "replace")


def test_requests_that_begin_no_call_are_not_judged(redirect: Switch) -> None:
    """Inside a dialog there is no objection; a CANCEL finds nothing to cancel; an ACK is not answered."""
    with Telephone(PHONES) as telephone:
        inside = telephone.invite(shown=BLOCKED, call="inside", to_tag="theirs")
        assert status(telephone.ask(inside, redirect.port)) == 404
        assert records_of(redirect.data, "inside;") == []
        cancel = telephone.invite().replace(b"INVITE", b"CANCEL")
        assert status(telephone.ask(cancel, redirect.port)) == 481
        telephone.send(telephone.invite().replace(b"INVITE", b"ACK"), redirect.port)
        assert telephone.hear(0.5) == ""


def test_strangers_are_refused_and_then_ignored(redirect: Switch) -> None:
    """An address that is nobody's line is answered 403, and when it floods, no more."""
    with Telephone(NOBODY) as telephone:
        assert status(telephone.ask(telephone.invite(), redirect.port)) == 403
        for _ in range(500):
            telephone.send(telephone.invite(), redirect.port)
        answered = sum(1 for _ in iter(lambda: telephone.hear(0.3), ""))
        assert answered < 250


@pytest.mark.parametrize(
    ("shown", "call"),
    [
        ("<sip:\xff+8613700000009@example.com>", ""),
        ("<sip:x|+8613700000009@example.com>", ""),
        ("<sip:+8613911112222@example.com>", "a|b|c"),
        ("<sip:+8613911112222@example.com>", "\xfe\xff"),
    ],
)
def test_fields_that_would_confuse_us_are_malformed(redirect: Switch, shown: str, call: str) -> None:
    """Bytes that are no text, and bars, make a bad request and no way around the gate."""
    with Telephone(PHONES) as telephone:
        message = telephone.invite(shown="S", call="C").replace(b"C\r\n", call.encode("latin1") + b"\r\n")
        message = message.replace(b"From: S", b"From: " + shown.encode("latin1"))
        assert status(telephone.ask(message, redirect.port)) == 400


def test_malformed_invites_crash_nothing(redirect: Switch) -> None:
    """Thousands of mangled INVITEs later, the same workers answer the next call."""
    workers = redirect.workers()
    chance = random.Random(8)  # noqa: S311 - no secret
    with Telephone(PHONES) as telephone, Telephone(PHONES) as after:
        for _ in range(3_000):
            telephone.send(_mangled(telephone.invite(), chance), redirect.port)
            if chance.random() < 0.1:
                telephone.hear(0.01)
        # What was sent fills the server's queue, so that the next call may have to be sent again.
        answers = (status(after.ask(after.invite(shown=BLOCKED), redirect.port)) for _ in range(6))
        assert next(filter(None, answers), 0) == 603
    assert redirect.workers() == workers


def _mangled(message: bytes, chance: random.Random) -> bytes:
    """Change some bytes, drop or double lines, or cut the message short."""
    lines = message.split(b"\r\n")
    kind = chance.randrange(5)
    if kind == 0:
        lines.pop(chance.randrange(len(lines)))
    elif kind == 1:
        at = chance.randrange(len(lines))
        lines.insert(at, lines[at])
    elif kind == 2:
        lines.insert(
            1, chance.choice([b"Identity", b"History-Info", b"P-Asserted-Identity", b"From"]) + b": "
        )
        lines[1] += chance.randbytes(chance.randrange(2_000)).replace(b"\n", b"")
    elif kind == 3:
        return message[: chance.randrange(1, len(message))]
    mangled = bytearray(b"\r\n".join(lines))
    for _ in range(chance.randrange(6)):
        mangled[chance.randrange(len(mangled))] = chance.randrange(256)
    return bytes(mangled)
