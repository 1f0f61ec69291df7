"""Signed identity in the gate: a signal, never a pass; a failure is told, and stops calls where demanded."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jingling.gate import Gate, Verdict, question_from
from jingling.identity import Attestation, Signer, read_lines
from jingling.identity.authority import Wanted, create_authority, open_signer
from jingling.identity.canonical_number import canonical_identity
from jingling.identity.identity_header import write_header
from jingling.identity.passport import DIV, base_claims, sign
from jingling.lists.publish import publish
from jingling.lists.tables import load_table

CALLER, CALLEE = "+861051000007", "+8613912345678"
LINES = """line,kind,holder,carrier,numbers,purposes,hours,calls_per_day,profile
phones,subscriber,,CM,,,,,
strict,interconnect,,CM,,,,,strict
bank,enterprise,Bank,CT,+861051000050-+861051000059,service,,,
"""


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[tuple[Gate, Signer]]:
    """A gate that trusts an authority, and who signs by it for a hundred numbers."""
    create_authority(tmp_path / "ca", Wanted(("+861051000000-+861051000099",)), datetime.now(UTC))
    (tmp_path / "gate.toml").write_text('trust = "ca/trust"\ncertificates = "ca/cache"\n')
    (tmp_path / "lines.csv").write_text(LINES)
    (tmp_path / "lists.csv").write_text(f"list,number,class,until\nfinding,{CALLER},sim_pool,\n")
    load_table(tmp_path, "lists", tmp_path / "lists.csv")
    publish(tmp_path, read_lines(tmp_path / "lines.csv"))
    with Gate(tmp_path) as gate:
        yield gate, open_signer(tmp_path / "ca")


def asked(
    gate: Gate, *identity: str, line: str = "phones", caller: str = CALLER, call_id: str = ""
) -> Verdict:
    """Ask about a call with Identity headers."""
    return gate.ask(
        question_from(
            {
                "direction": "network",
                "caller": caller,
                "callee": CALLEE,
                "line": line,
                "identity": list(identity),
                "call_id": call_id,
            }
        )
    )


def header(signer: Signer, *, caller: str = CALLER, callee: str = CALLEE, ago_s: float = 0) -> str:
    """Sign a call."""
    return signer.identity(
        caller=caller, callee=callee, now=time.time() - ago_s, attest=Attestation.A, origid="o"
    )


def codes(verdict: Verdict) -> list[str]:
    """Return rule and answer of each reason."""
    return [answer.key for answer in verdict.reasons]


def test_a_valid_signature_is_no_pass(signed: tuple[Gate, Signer]) -> None:
    """A number with a finding is labelled though it is signed with A, and a false number stays false."""
    gate, signer = signed
    assert codes(asked(gate, header(signer))) == ["LIST-FINDING.found"]
    assert codes(asked(gate, header(signer), line="bank")) == [
        "CN-CLI.not-the-lines-number",
        "LIST-FINDING.found",
    ]


def test_a_missing_signature_is_held_against_nobody_in_china(signed: tuple[Gate, Signer]) -> None:
    """Without an Identity header a call is judged as it was before there were any."""
    gate, _ = signed
    assert asked(gate, caller="+861051000008").verdict == "allow"


def test_where_identity_is_demanded_each_failure_has_its_status(signed: tuple[Gate, Signer]) -> None:
    """A strict line answers 428 without, 403 for stale, 438 for another call, 437 beyond the certificate."""
    gate, signer = signed
    other, outside = "+861051000008", "+861051000100"
    assert asked(gate, line="strict", caller=other).sip.status == 428
    assert asked(gate, header(signer, caller=other, ago_s=90), line="strict", caller=other).sip.status == 403
    assert asked(gate, header(signer, caller=CALLER), line="strict", caller=other).sip.status == 438
    assert asked(gate, header(signer, caller=outside), line="strict", caller=outside).sip.status == 437
    assert asked(gate, header(signer, caller=other), line="strict", caller=other).verdict == "allow"


def test_in_china_a_failure_is_told_and_the_call_goes_on(signed: tuple[Gate, Signer]) -> None:
    """A stale token leaves the verdict as it was, and stands in the reasons and in the Reason header."""
    gate, signer = signed
    other = "+861051000008"
    verdict = asked(gate, header(signer, caller=other, ago_s=90), caller=other)
    assert verdict.verdict == "allow"
    assert codes(verdict) == ["ID-PASSPORT.stale"]
    assert verdict.sip.reason.startswith("STIR;cause=403")


def test_a_forwarded_call_is_judged_by_who_signed_to_have_forwarded_it(signed: tuple[Gate, Signer]) -> None:
    """A bank's line may send on what its own number got; who only says so in a header, unsigned, may not."""
    gate, signer = signed
    caller, bank = "+861051000008", "+861051000055"
    claims = base_claims(canonical_identity(caller), [canonical_identity(CALLEE)], int(time.time()))
    claims["div"] = {"tn": canonical_identity(bank)}
    proof = write_header(sign(claims, signer.key, signer.x5u, DIV), signer.x5u, DIV)
    own = header(signer, caller=caller, callee=bank)
    assert codes(asked(gate, own, proof, line="bank", caller=caller)) == []
    assert "CN-CLI.not-the-lines-number" in codes(asked(gate, own, line="bank", caller=caller))


def test_a_token_on_a_second_call_is_a_replay(signed: tuple[Gate, Signer]) -> None:
    """The same token passes again for the same call, and is marked on another one."""
    gate, signer = signed
    other = "+861051000008"
    token = header(signer, caller=other)
    assert asked(gate, token, caller=other, call_id="one").reasons == ()
    assert asked(gate, token, caller=other, call_id="one").reasons == ()
    assert codes(asked(gate, token, caller=other, call_id="two")) == ["ID-PASSPORT.replayed"]
