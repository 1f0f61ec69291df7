"""Verification: what holds of a call's Identity headers, and that nothing else does."""

import threading
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signed_world import CALLEE, CALLER, NOW, World, made

from jingling.identity import Outcome, Status, Verification, Verstat, attestation, for_rules
from jingling.identity import passport as passports
from jingling.identity.authority import Wanted
from jingling.identity.canonical_number import canonical_identity
from jingling.identity.claim_constraints import ClaimConstraints
from jingling.identity.identity_header import write_header
from jingling.identity.outcomes import ANSWERS, WORDS
from jingling.identity.passport import DIV, RPH, base_claims, compact, sign
from jingling.identity.verify import MOST_HEADERS
from jingling.rules.situation import Identity

ORIG, DEST = CALLER.removeprefix("+"), CALLEE.removeprefix("+")


def outcomes(found: Verification) -> list[Outcome]:
    """Return what came of each header."""
    return [one.outcome for one in found.headers]


def priority(world: World, claims: dict[str, object], *, call: str = "c1") -> Verification:
    """Sign an rph token with more claims, and verify it."""
    token = sign(base_claims(ORIG, [DEST], int(NOW)) | claims, world.signer.key, world.signer.x5u, RPH)
    return world.verify(write_header(token, world.signer.x5u, RPH), call=call)


@pytest.mark.parametrize(
    ("attest", "verstat"), [("A", Verstat.PASSED), ("B", Verstat.NONE), ("C", Verstat.NONE)]
)
def test_a_signed_call_is_valid(world: World, attest: str, verstat: Verstat) -> None:
    """Status, attestation and origid are told; a phone hears of it only if the number is vouched for."""
    found = world.verify(world.header(attest=attest))
    assert (found.status, found.attestation, found.origid) == (Status.VALID, attest, "o1")
    assert (found.sip_code, found.sip_phrase, found.reasons, found.verstat) == (0, "", (), verstat)
    assert found.headers[0].signer == "CN=jingling test signer"


def test_a_base_token_is_valid_without_attestation(world: World) -> None:
    """RFC 8225 alone: the number is vouched for, and nothing is attested."""
    found = world.verify(world.header(attest=""))
    assert (found.status, found.attestation, found.verstat) == (Status.VALID, None, Verstat.PASSED)


def test_no_header_says_nothing(world: World) -> None:
    """Without identity there is no failure, only an answer for those who demand one."""
    found = world.verify()
    assert (found.status, found.sip_code, found.sip_phrase) == (Status.NONE, 428, "Use Identity Header")
    assert (found.verstat, found.reasons) == (Verstat.NONE, ())


def test_every_single_byte_of_a_signed_token_matters(world: World) -> None:
    """Any byte of the token changed in any one bit, left out, or written twice: not vouched for."""
    header = world.header()
    token, semicolon, rest = header.partition(";")
    for at, character in enumerate(token):
        others = [chr(ord(character) ^ 1 << bit) for bit in range(7)]
        for changed in (*(token[:at] + one + token[at + 1 :] for one in others), token[:at] + token[at + 1 :],
                        token[:at] + character + token[at:]):  # fmt: skip
            if changed != token:
                found = world.verify(changed + semicolon + rest)
                assert found.status is not Status.VALID, (at, changed)
    assert world.verify(header).status is Status.VALID


@given(st.data())
def test_any_other_byte_fails_too(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any byte of the token replaced by any other character: not vouched for."""
    world = _once(tmp_path_factory)
    header = world.header()
    at = data.draw(st.integers(0, header.index(";") - 1))
    other = data.draw(st.characters().filter(lambda one: one != header[at]))
    found = world.verify(header[:at] + other + header[at + 1 :])
    assert found.status is not Status.VALID


@given(st.lists(st.text(max_size=200), max_size=3), st.text(max_size=20), st.text(max_size=20))
def test_no_header_is_an_error(
    tmp_path_factory: pytest.TempPathFactory, headers: list[str], caller: str, callee: str
) -> None:
    """Whatever a stranger writes into Identity, From and To, there are facts, and none of them is good."""
    found = _once(tmp_path_factory).verify(*headers, caller=caller, callee=callee)
    assert found.status is not Status.VALID
    assert len(found.headers) == len(headers)
    assert all(reason.isascii() and "\n" not in reason for reason in found.reasons)


def _once(factory: pytest.TempPathFactory) -> World:
    if not _MADE:
        _MADE.append(made(factory.mktemp("once") / "ca", Wanted((f"{CALLER}-+861051000099",))))
    return _MADE[0]


_MADE: list[World] = []


@pytest.mark.parametrize("seconds", [-61, -60, 0, 60, 61])
def test_a_token_is_fresh_for_a_minute(world: World, seconds: int) -> None:
    """Within 60 s of our clock, either way; else 403 Stale Date."""
    found = world.verify(world.header(now=NOW + seconds))
    if abs(seconds) <= 60:
        assert found.status is Status.VALID
    else:
        assert outcomes(found) == [Outcome.STALE]
        assert (found.sip_code, found.sip_phrase) == (403, "Stale Date")


def test_a_token_speaks_of_one_call(world: World) -> None:
    """For another caller or callee it is invalid; numbers written otherwise are the same numbers."""
    other = "+861051000008"
    assert outcomes(world.verify(world.header(), caller=other)) == [Outcome.ORIG_DIFFERS]
    found = world.verify(world.header(), callee=other)
    assert outcomes(found) == [Outcome.DEST_DIFFERS]
    assert found.reasons == ('STIR;cause=438;text="Invalid Identity Header"',)
    assert found.verstat is Verstat.FAILED
    written = world.verify(world.header(), caller="010-5100 0007", callee="sip:13912345678@example.com")
    assert written.status is Status.VALID


def test_a_token_carries_one_call(world: World) -> None:
    """The same call may ask again (a retransmission, a fork); another call, caller or callee is a replay."""
    header = world.header()
    assert world.verify(header, call="c1").status is Status.VALID
    assert world.verify(header, call="c1").status is Status.VALID
    for found in (
        world.verify(header, call="c2"),
        world.verify(header, caller="+861051000008"),
        world.verify(header, callee="+8613912345679"),
    ):
        assert outcomes(found) == [Outcome.REPLAYED]
        assert (found.status, found.replayed, found.sip_code) == (Status.FAILED, True, 438)
    assert world.verify(world.header(), call="c2").status is Status.VALID


def test_the_other_form_of_a_signature_is_the_same_token(world: World) -> None:
    """(r, -s) is as valid as (r, s), as anybody can compute; it is no second token for a second call."""
    header = world.header()
    assert world.verify(header).status is Status.VALID
    token, _, _ = header.partition(";")
    read = passports.read(token)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    s = order - int.from_bytes(read.signature[32:], "big")
    text = passports._encoded(read.signature[:32] + s.to_bytes(32, "big")).decode()  # noqa: SLF001
    twin = f"{token.rpartition('.')[0]}.{text}{header[len(token) :]}"
    assert outcomes(world.verify(twin, call="c2")) == [Outcome.REPLAYED]


def test_a_forged_token_does_not_use_up_the_true_one(world: World) -> None:
    """A token whose signature is wrong is not remembered, so nobody can spoil another's token beforehand."""
    header = world.header()
    at = header.index(".") + 3
    forged = header[:at] + ("A" if header[at] != "A" else "B") + header[at + 1 :]
    assert world.verify(forged, call="c2").status is Status.FAILED
    assert world.verify(header, call="c1").status is Status.VALID


def test_the_certificate_must_speak_for_the_number(world: World) -> None:
    """A number outside the list is 437; the last of a range and a short code are inside."""
    found = world.verify(world.header(caller="+861051000100"), caller="+861051000100")
    assert (outcomes(found), found.sip_code) == ([Outcome.NOT_COVERED], 437)
    for caller in ("+861051000000", "+861051000099", "95588"):
        assert world.verify(world.header(caller=caller), caller=caller).status is Status.VALID


def test_who_has_no_number_is_not_covered(world: World) -> None:
    """A URI may be signed, and no list of numbers speaks for it."""
    alice = "sip:alice@example.com"
    assert outcomes(world.verify(world.header(caller=alice), caller=alice)) == [Outcome.NOT_COVERED]
    assert world.verify(world.header(callee=alice), callee=alice).status is Status.VALID


def test_several_headers_are_judged_each_for_itself(world: World) -> None:
    """One valid header vouches for the number; each failure has its own Reason, which names its token."""
    stale = world.header(now=NOW - 90)
    found = world.verify("x", stale, world.header(attest="B"), "a.b.c;info=<https://x.example/y>;ppt=div")
    assert outcomes(found) == [Outcome.MALFORMED, Outcome.STALE, Outcome.VALID, Outcome.UNSUPPORTED]
    assert (found.status, found.attestation, found.sip_code) == (Status.VALID, "B", 0)
    signature = stale.partition(";")[0].rpartition(".")[2]
    assert found.reasons == (
        'STIR;cause=438;text="Invalid Identity Header"',
        f'STIR;cause=403;text="Stale Date";ppi="..{signature}"',
    )
    assert [one.token for one in found.headers][3] == "a.b.c"


def test_the_strongest_valid_attestation_counts(world: World) -> None:
    """A gateway that signs C on top takes nothing from the originator's A, in either order."""
    one, two = world.header(attest="A"), world.header(attest="C")
    assert world.verify(one, two, call="c1").attestation == "A"
    assert world.verify(two, one, call="c1").attestation == "A"


def test_other_kinds_of_token_are_passed_on(world: World) -> None:
    """div, rcd and whatever is to come fail nothing; alone they leave the number without a voucher."""
    for ppt in ("div", "rcd", "next"):
        token = sign(base_claims("1", ["2"], 0), world.signer.key, world.signer.x5u, ppt)
        for header in (write_header(token, world.signer.x5u, ppt), write_header(token, world.signer.x5u)):
            found = world.verify(header)
            assert (outcomes(found), found.headers[0].ppt) == ([Outcome.UNSUPPORTED], ppt)
            assert (found.status, found.reasons, found.verstat) == (Status.NONE, (), Verstat.NONE)


def sent_on(world: World, by: str, to: str, *, caller: str = CALLER, iat: float = NOW) -> str:
    """Sign that a call to one number was sent on to another."""
    claims = base_claims(canonical_identity(caller), [canonical_identity(to)], int(iat))
    claims["div"] = {"tn": canonical_identity(by), "hi": "1.1"}
    return write_header(sign(claims, world.signer.key, world.signer.x5u, DIV), world.signer.x5u, DIV)


FIRST, SECOND, ABROAD = "+861051000020", "+861051000021", "+12125551212"


def test_a_forwarded_call_is_this_call_where_div_tokens_prove_its_way(world: World) -> None:
    """One step and two, headers in any order: the caller's token holds, the last to forward is told."""
    one, two = sent_on(world, FIRST, SECOND), sent_on(world, SECOND, CALLEE)
    found = world.verify(world.header(callee=SECOND), two)
    assert (outcomes(found), found.diverted_by) == ([Outcome.VALID] * 2, canonical_identity(SECOND))
    for order in permutations((world.header(callee=FIRST), one, two)):
        found = world.verify(*order)
        assert (found.status, found.attestation, found.diverted_by) == (
            Status.VALID, "A", canonical_identity(SECOND),
        )  # fmt: skip
        assert found.reasons == ()
    assert for_rules(found).diverted_by == int(canonical_identity(SECOND))


@pytest.mark.parametrize(
    "way",
    [
        lambda world: [sent_on(world, FIRST, SECOND)],  # leads elsewhere
        lambda world: [sent_on(world, FIRST, CALLEE, iat=NOW - 90)],
        lambda world: [sent_on(world, FIRST, CALLEE, caller="+861051000008")],
        lambda world: [sent_on(world, FIRST, CALLEE).replace("ppt=div", "ppt=rcd")],
        lambda world: [sent_on(world, FIRST, CALLEE)[:300] + sent_on(world, SECOND, CALLEE)[300:]],
        lambda _world: ["a.b.c;info=<https://x.example/y>;ppt=div"],
    ],
)
def test_a_div_token_that_proves_nothing_changes_nothing(
    world: World, way: Callable[[World], list[str]]
) -> None:
    """It fails nothing and is told nowhere; the caller's token then speaks of another called number."""
    caller = world.header(callee=FIRST)
    found = world.verify(caller, *way(world))
    assert outcomes(found) == [Outcome.DEST_DIFFERS, Outcome.UNSUPPORTED]
    assert (found.diverted_by, len(found.reasons)) == ("", 1)
    alone = world.verify(*way(world))
    assert (alone.status, alone.reasons, alone.diverted_by) == (Status.NONE, (), "")


def test_whoever_forwards_signs_for_its_own_number(world: World) -> None:
    """A certificate that does not cover the forwarding number proves no forwarding, and nobody's twice."""
    assert world.verify(world.header(callee=ABROAD), sent_on(world, ABROAD, CALLEE)).diverted_by == ""
    used = sent_on(world, FIRST, CALLEE)
    assert world.verify(used, call="c1").diverted_by
    assert world.verify(used, call="c2").diverted_by == ""
    round_about = [
        sent_on(world, FIRST, SECOND),
        sent_on(world, SECOND, FIRST),
        sent_on(world, FIRST, CALLEE),
    ]
    assert world.verify(*round_about).diverted_by == canonical_identity(FIRST)


def test_header_and_token_must_agree(world: World) -> None:
    """Info is the token's x5u, and ppt its ppt; ppt may be left out."""
    header = world.header()
    token = header.partition(";")[0]
    x5u = world.signer.x5u
    assert world.verify(write_header(token, x5u)).status is Status.VALID
    for wrong in (write_header(token, f"{x5u}2", "shaken"), write_header(token, x5u, "rph")):
        assert outcomes(world.verify(wrong)) == [Outcome.MALFORMED]


def test_the_compact_form_is_restored_from_the_call(world: World) -> None:
    """With the Date header it is verified; without, or with another date, caller or callee, it is not."""
    iat = int(NOW)
    token = sign(base_claims(ORIG, [DEST], iat), world.signer.key, world.signer.x5u)
    header = write_header(compact(token), world.signer.x5u)
    assert outcomes(world.verify(header, date=iat, callee="95588")) == [Outcome.BAD_SIGNATURE]
    assert outcomes(world.verify(header, date=iat + 1)) == [Outcome.BAD_SIGNATURE]
    assert world.verify(header, date=iat).status is Status.VALID
    assert outcomes(world.verify(header)) == [Outcome.MALFORMED]
    assert outcomes(world.verify(write_header(compact(token), world.signer.x5u, "shaken"), date=iat)) == [
        Outcome.UNSUPPORTED
    ]


def test_priority_is_authorised_by_a_valid_token_alone(world: World) -> None:
    """RFC 8443 and 9027: esnet.0 and psap-callback hold if the token is valid; it vouches for no number."""
    claims = {"rph": {"auth": ["esnet.0", "ets.1"]}, "sph": "psap-callback"}
    found = priority(world, claims)
    assert (found.priority, found.callback) == (("esnet.0", "ets.1"), True)
    assert (found.status, found.verstat, found.sip_code) == (Status.NONE, Verstat.NONE, 428)
    replayed = priority(world, claims, call="c1")
    assert replayed.priority == ("esnet.0", "ets.1")
    header = write_header(
        sign(base_claims(ORIG, [DEST], int(NOW) - 90) | claims, world.signer.key, world.signer.x5u, RPH),
        world.signer.x5u, RPH,
    )  # fmt: skip
    stale = world.verify(header, world.header())
    assert (stale.priority, stale.callback, stale.status) == ((), False, Status.VALID)


@pytest.mark.parametrize("rph", [None, {}, {"auth": []}, {"auth": "esnet.0"}, {"auth": [1]}, [], "x"])
def test_a_priority_token_must_say_which(world: World, rph: object) -> None:
    """Without a list of Resource-Priority values an rph token is malformed."""
    assert outcomes(priority(world, {"rph": rph})) == [Outcome.MALFORMED]


@pytest.mark.parametrize(
    "claims", [{}, {"attest": "D", "origid": "x"}, {"attest": ["A"], "origid": "x"}, {"attest": "A"},
               {"attest": "A", "origid": "\x00"}],
)  # fmt: skip
def test_a_shaken_token_must_attest(world: World, claims: dict[str, object]) -> None:
    """Without attest A, B or C, or without origid, a shaken token is malformed."""
    claims = base_claims(ORIG, [DEST], int(NOW)) | claims
    token = sign(claims, world.signer.key, world.signer.x5u, "shaken")
    assert outcomes(world.verify(write_header(token, world.signer.x5u, "shaken"))) == [Outcome.MALFORMED]


def test_a_certificate_may_forbid_claims(tmp_path: Path) -> None:
    """A customer's certificate that permits B and C cannot sign A, nor priority (RFC 8226, RFC 9118)."""
    limits = ClaimConstraints(frozenset({"attest"}), (("attest", frozenset("BC")),), frozenset({"rph"}))
    world = made(tmp_path / "ca", Wanted((CALLER,), constraints=limits))
    assert world.verify(world.header(attest="B")).status is Status.VALID
    found = world.verify(world.header(attest="A"))
    assert (outcomes(found), found.sip_code) == ([Outcome.CLAIM_FORBIDDEN], 437)
    assert outcomes(world.verify(world.header(attest=""))) == [Outcome.CLAIM_FORBIDDEN]
    assert priority(world, {"rph": {"auth": ["esnet.0"]}}).priority == ()


def test_one_call_costs_no_more_than_eight_headers(world: World) -> None:
    """Headers beyond the eighth are not looked at, even if one of them is valid."""
    found = world.verify(*["x"] * MOST_HEADERS, world.header())
    assert outcomes(found) == [Outcome.MALFORMED] * (MOST_HEADERS + 1)
    assert found.status is Status.FAILED


def test_threads_may_share_a_verifier(world: World) -> None:
    """Of many threads that bring one token for different calls, one call is valid."""
    header, found = world.header(), []

    def ask(call: str) -> None:
        found.append(world.verify(header, call=call).status)

    threads = [threading.Thread(target=ask, args=(f"c{at}",)) for at in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [Status.FAILED] * 7 + [Status.VALID]


def test_rules_are_told_what_they_ask(world: World) -> None:
    """Status, attestation, failure and emergency, in the rules' words; what is unknown is no failure."""
    assert for_rules(world.verify()) == Identity("none")
    assert for_rules(world.verify(world.header(attest="B"))) == Identity("passed", "B")
    assert for_rules(world.verify("x")) == Identity("failed", "", "invalid")
    assert for_rules(world.verify(world.header(now=NOW - 90))) == Identity("failed", "", "stale")
    other = world.header(caller="+861051000100")
    assert for_rules(world.verify(other, caller="+861051000100")) == Identity("failed", "", "bad-credential")
    used = world.header()
    assert for_rules(world.verify("x", used)) == Identity("passed", "A")
    assert for_rules(world.verify("x", used, call="c2")) == Identity("failed", "", "replayed")
    assert for_rules(priority(world, {"rph": {"auth": ["esnet.0"]}})) == Identity("none", emergency=True)
    assert for_rules(priority(world, {"rph": {"auth": ["ets.0"]}})) == Identity("none")
    called_back = priority(world, {"rph": {"auth": ["ets.0"]}, "sph": "psap-callback"})
    assert for_rules(called_back).emergency
    for path in (world.folder / "cache" / "certificates").iterdir():
        path.unlink()
    assert for_rules(world.verify(world.header())) == Identity("unknown")


def test_every_outcome_has_words_and_an_answer() -> None:
    """Each outcome is said in both languages; each failure has its SIP answer."""
    assert set(WORDS) == set(Outcome)
    assert set(ANSWERS) == set(Outcome) - {Outcome.VALID, Outcome.UNSUPPORTED}
    assert all(words.en and words.zh for words in WORDS.values())
    assert {answer.code for answer in ANSWERS.values()} == {403, 436, 437, 438}


@pytest.mark.parametrize(("known", "may_show", "level"), [(1, 1, "A"), (1, 0, "B"), (0, 1, "C"), (0, 0, "C")])
def test_attestation_says_what_is_known(known: int, may_show: int, level: str) -> None:
    """A for a known customer with the right to the number, B for the customer alone, C for a gateway."""
    found = attestation(customer_authenticated=bool(known), may_show_number=bool(may_show))
    assert found == level
