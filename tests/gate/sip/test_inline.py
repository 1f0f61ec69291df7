"""A proxy in the call's path: what it passes on, what it changes, what it keeps back."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sip_by_hand import LOCAL, TRUSTED, UNTRUSTED_TRUNK, Switch, Telephone, header, records_of, status

from jingling.identity import Attestation
from jingling.identity.authority import Wanted, create_authority, open_signer

PHONES, ABROAD = "127.0.0.3", "127.0.0.4"
GIVEN = "<sip:+861051000001@example.com>"
CLAIMED = "<sip:+861051000001;verstat=TN-Validation-Passed@example.com>"


@pytest.fixture
def behind(inline: Switch) -> Iterator[Telephone]:
    """The next hop."""
    with Telephone(LOCAL, inline.telephone) as telephone:
        yield telephone


def answer_to(message: str, own: str, *, tag: str = "theirs") -> bytes:
    """Write a 200 to a request as the next hop received it."""
    kept = re.findall(
        r"^((?:Via|Record-Route|From|Call-ID|CSeq):.*)\r$", message, re.MULTILINE | re.IGNORECASE
    )
    to = header(message, "To")
    to += "" if ";tag=" in to else f";tag={tag}"
    lines = ("SIP/2.0 200 OK", *kept, f"To: {to}", f"Contact: <sip:them@{own}>", "Content-Length: 0")
    return "\r\n".join((*lines, "", "")).encode()


def within(telephone: Telephone, call: str, route: str, method: str = "INVITE", port: int = 0) -> bytes:
    """Write a request within a dialog."""
    message = telephone.invite("+8613800000001", GIVEN, f"Route: {route}", call=call, to_tag="theirs")
    target = f"sip:them@{LOCAL}:{port}".encode()
    message = message.replace(b"INVITE sip:+8613800000001@example.com", b"INVITE " + target, 1)
    return message.replace(b"INVITE", method.encode())


def test_a_call_goes_on_untouched(inline: Switch, behind: Telephone) -> None:
    """Where there is no objection, From and a trusted peer's P-Asserted-Identity arrive as they were sent."""
    with Telephone(TRUSTED) as telephone:
        shown = f'"Example Bank" {GIVEN}'
        telephone.send(
            telephone.invite("+8613800000001", shown, f"P-Asserted-Identity: {CLAIMED}", call="untouched"),
            inline.port,
        )
        arrived = behind.hear_of("untouched")
    assert header(arrived, "From") == f"{shown};tag=mine"
    assert header(arrived, "P-Asserted-Identity") == CLAIMED


def test_what_an_untrusted_caller_claims_is_taken_out(inline: Switch, behind: Telephone) -> None:
    """Neither a validation in From nor a P-Asserted-Identity passes an untrusted edge."""
    with Telephone(UNTRUSTED_TRUNK) as telephone:
        claims = telephone.invite(
            "+8613800000001", f'"Bank" {CLAIMED}', f"P-Asserted-Identity: {CLAIMED}", call="claims"
        )
        telephone.send(claims, inline.port)
        arrived = behind.hear_of("claims")
    assert header(arrived, "From") == f'"Bank" {GIVEN};tag=mine'
    assert "verstat" not in arrived.lower()
    assert "P-Asserted-Identity" not in arrived


def test_a_label_is_shown(inline: Switch, behind: Telephone) -> None:
    """A labelled call arrives with the label as display name, and says that nobody validated its number."""
    with Telephone(ABROAD) as telephone:
        shown = '"Your Bank" <sip:+442079460000@example.com>'
        telephone.send(telephone.invite(shown=shown, call="abroad"), inline.port)
        arrived = behind.hear_of("abroad")
    assert header(arrived, "From") == '"国际来电" <sip:+442079460000@example.com>;tag=mine'
    assert header(arrived, "P-Asserted-Identity") == (
        '"国际来电" <sip:+442079460000;verstat=No-TN-Validation@example.com>'
    )


def test_a_signed_number_arrives_validated(tmp_path: Path) -> None:
    """As A and by whoever's trunk; with B, or where a trusted peer asserts another number, nothing is said.

    What the caller itself wrote of a validation is gone in either case.
    """
    switch = Switch("inline", tmp_path / "home")
    create_authority(switch.data / "ca", Wanted(("+861051000000-+861051000099",)), datetime.now(UTC))
    (switch.data / "gate.toml").write_text(
        f'trust = "ca/trust"\ncertificates = "ca/cache"\ntrusted_peers = ["{TRUSTED}"]\n'
    )
    signer = open_signer(switch.data / "ca")
    validated = "<sip:+861051000001;verstat=TN-Validation-Passed@example.com>"
    other = "<sip:+861051000002@example.com>"
    with switch, Telephone(LOCAL, switch.telephone) as behind:
        for name, address, level, asserted, arrives in (
            ("a", UNTRUSTED_TRUNK, Attestation.A, "", validated),
            ("claimed", UNTRUSTED_TRUNK, Attestation.A, other, validated),
            ("b", UNTRUSTED_TRUNK, Attestation.B, CLAIMED, ""),
            ("same", TRUSTED, Attestation.A, GIVEN, validated),
            ("other", TRUSTED, Attestation.A, other, other),
        ):
            token = signer.identity(
                caller="+861051000001", callee="+8613800000001", now=time.time(), attest=level, origid="o"
            )
            extra = [f"Identity: {token}"] + ([f"P-Asserted-Identity: {asserted}"] if asserted else [])
            with Telephone(address) as telephone:
                telephone.send(
                    telephone.invite("+8613800000001", GIVEN, *extra, call=f"signed-{name}"), switch.port
                )
                arrived = behind.hear_of(f"signed-{name}")
            assert header(arrived, "P-Asserted-Identity") == arrives, name
            assert header(arrived, "From") == f"{GIVEN};tag=mine"


def test_a_refused_call_does_not_ring(inline: Switch, behind: Telephone) -> None:
    """It is answered here, with its Reason, and nothing arrives."""
    with Telephone(PHONES) as telephone:
        message = telephone.invite(shown="<sip:+8613700000009@example.com>", call="refused")
        answer = telephone.ask(message, inline.port)
    assert status(answer) == 603
    assert header(answer, "Reason").startswith("Q.850;cause=21")
    assert behind.hear_of("refused", 0.5) == ""


def test_a_challenged_call_rings_at_the_challenge_service(inline: Switch, behind: Telephone) -> None:
    """And not at the telephone."""
    with Telephone(ABROAD) as telephone, Telephone(LOCAL, inline.challenge) as challenge:
        shown = "<sip:+442079460001@example.com>"
        telephone.send(telephone.invite("+8613800000031", shown, call="challenged"), inline.port)
        assert challenge.hear().startswith("INVITE sip:+8613800000031@")
    assert behind.hear_of("challenged", 0.5) == ""


def test_a_retransmission_is_asked_about_once_and_passed_on_once(inline: Switch, behind: Telephone) -> None:
    """The server knows it and the gate does not hear of it."""
    with Telephone(PHONES) as telephone:
        message = telephone.invite(call="once-inline")
        telephone.send(message, inline.port)
        arrived = behind.hear_of("once-inline")
        behind.send(answer_to(arrived, behind.address), inline.port)
        assert status(telephone.ask(message, inline.port)) == 200
        telephone.send(message, inline.port)
        telephone.hear(0.5)
    assert behind.hear_of("once-inline", 0.3) == ""
    assert len(records_of(inline.data, "once-inline;")) == 1


def test_requests_within_a_dialog_pass_and_forged_ones_do_not(inline: Switch, behind: Telephone) -> None:
    """A dialog that was let through carries our stamp; a To tag or a Route alone opens nothing."""
    with Telephone(TRUSTED) as telephone:
        telephone.send(telephone.invite("+8613800000001", GIVEN, call="a-dialog"), inline.port)
        arrived = behind.hear_of("a-dialog")
        behind.send(answer_to(arrived, behind.address), inline.port)
        answer = ""
        while status(answer) != 200:
            answer = telephone.hear()
        route = header(answer, "Record-Route")
        assert ";gate=" in route
        for method in ("INVITE", "BYE"):
            telephone.send(within(telephone, "a-dialog", route, method, inline.telephone), inline.port)
            assert behind.hear_of("a-dialog").startswith(f"{method} sip:them@")
        forged = within(telephone, "another-dialog", route, port=inline.telephone)
        assert status(telephone.ask(forged, inline.port)) == 481
        bare = within(telephone, "a-dialog", f"<sip:{LOCAL}:{inline.port};lr>", port=inline.telephone)
        assert status(telephone.ask(bare, inline.port)) == 481
    assert behind.hear_of("another-dialog", 0.3) == ""
    assert len(records_of(inline.data, "a-dialog;")) == 1


def test_a_route_of_the_callers_leads_around_nothing(inline: Switch, behind: Telephone) -> None:
    """A Route on a new call is taken out; the call is judged and goes where all calls go."""
    with Telephone(PHONES) as telephone:
        away = f"Route: <sip:{LOCAL}:{inline.challenge};lr>"
        telephone.send(telephone.invite("+8613800000001", GIVEN, away, call="routed"), inline.port)
        arrived = behind.hear_of("routed")
        assert arrived.startswith("INVITE ")
        assert header(arrived, "Route") == ""
    assert len(records_of(inline.data, "routed;")) == 1
