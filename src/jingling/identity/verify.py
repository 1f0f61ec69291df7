"""Verification of signed caller identity: facts about the Identity headers of a call (RFC 8224, 6.2).

A valid signature says who vouches for the number, not that the call is wanted; and no header at all says
nothing. What follows from the facts is the gate's business.

The checks of a header stand in order of cost: how it is written, how fresh it is, whether it speaks of
this call; then the certificate, which was validated before; last the signature, and whether the token was
used before. Nothing here waits for the network: a certificate that is not known is asked for, and the
header is `not-yet-known` until `fetch` has brought it.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Self

import msgspec

from jingling.identity import passport as passports
from jingling.identity.addresses import is_allowed
from jingling.identity.attestation import Attestation
from jingling.identity.cache import Cache
from jingling.identity.canonical_number import canonical_identity
from jingling.identity.certificates import Credential, Credentials
from jingling.identity.diversion import Diverted, follow, read_diversions
from jingling.identity.identity_header import Parameters, split_header
from jingling.identity.outcomes import ANSWERS, USE_IDENTITY, Answer, Outcome
from jingling.identity.passport import DIV, RPH, SHAKEN, SUPPORTED, Passport, PassportError
from jingling.identity.replay import ReplayMemory, SharedReplayMemory
from jingling.identity.verstat import Verstat
from jingling.words import Words

FRESH_S = 60
MOST_HEADERS = 8
"""Further headers are not looked at, so that nobody can make one call cost as much as many."""
PSAP_CALLBACK = "psap-callback"

_NO_DATE = Words(
    "a compact token, and no Date header to restore it from", "令牌为紧凑形式，但无 Date 头可据以还原"
)
_DIFFERENT = Words(
    "the token and its Identity header name different x5u or ppt", "令牌与 Identity 头的 x5u 或 ppt 不一致"
)
_NO_ATTEST = Words(
    "a shaken token without attest A, B or C, or without origid", "shaken 令牌缺少 attest（A、B、C）或 origid"
)
_NO_AUTH = Words("an rph token without rph.auth", "rph 令牌缺少 rph.auth")

_TOO_MANY = Words(f"one of more than {MOST_HEADERS} Identity headers", f"Identity 头超过 {MOST_HEADERS} 个")

_MAY_BE_RENEWED = frozenset(
    {
        Outcome.NOT_YET_KNOWN,
        Outcome.UNREADABLE,
        Outcome.UNTRUSTED,
        Outcome.EXPIRED,
        Outcome.BAD_SIGNATURE,
    }
)
_PASSES = frozenset({Outcome.VALID, Outcome.UNSUPPORTED})


class Status(StrEnum):
    """What the Identity headers of a call come to (主叫身份核验状态)."""

    VALID = "valid"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NONE = "none"


class HeaderOutcome(msgspec.Struct, frozen=True, gc=False):
    """What came of one Identity header.

    Attributes:
        outcome: valid, or the first thing that was found wrong.
        ppt: the kind of token, `""` for the base kind.
        signer: whom the certificate names; empty unless it is known.
        token: as received.
        passport: the token as read; None if it could not be. Nothing in it is true unless `outcome` is valid.
        problem: more about a malformed header; None about others.
    """

    outcome: Outcome
    ppt: str
    signer: str
    token: str
    passport: Passport | None
    problem: Words | None = None

    def reason(self, *, name_token: bool) -> str:
        """Return the value of a Reason header about this failure (RFC 9410); it may name the token."""
        answer = ANSWERS[self.outcome]
        text = f'STIR;cause={answer.code};text="{answer.phrase}"'
        signature = self.token.rpartition(".")[2]
        if name_token and len(signature) == 86 and signature.replace("-", "a").replace("_", "a").isalnum():
            text += f';ppi="..{signature}"'
        return text


class Verification(msgspec.Struct, frozen=True, gc=False):
    """The facts about a call's signed identity (主叫身份核验结果).

    Attributes:
        headers: what came of each Identity header, in their order.
        status: `valid` if one header that says who calls is valid; else `failed` if one failed; else
            `unknown` if a certificate is not yet known; else `none`.
        attestation: the strongest one that a valid shaken token gives; None without such a token.
        origid: the origination identifier of that token.
        priority: the Resource-Priority values that a valid rph token authorises, such as `esnet.0`.
        callback: whether a valid rph token authorises `Priority: psap-callback` (RFC 9027).
        diverted_by: who sent the call on last, as a valid div token proves; canonical, empty without one.
    """

    headers: tuple[HeaderOutcome, ...]
    status: Status
    attestation: Attestation | None
    origid: str
    priority: tuple[str, ...]
    callback: bool
    diverted_by: str = ""

    @property
    def answer(self) -> Answer | None:
        """The failure that RFC 8224 answers where identity is demanded; None if the identity is valid."""
        if self.status is Status.VALID:
            return None
        failed = (one for one in self.headers if one.ppt != RPH and one.outcome not in _PASSES)
        return next((ANSWERS[one.outcome] for one in failed), USE_IDENTITY)

    @property
    def sip_code(self) -> int:
        """The status code of `answer`; 0 if there is none."""
        return answer.code if (answer := self.answer) else 0

    @property
    def sip_phrase(self) -> str:
        """The phrase of `answer`; empty if there is none."""
        return answer.phrase if (answer := self.answer) else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Values of Reason headers, one for each header that failed (RFC 9410)."""
        failed = [one for one in self.headers if one.outcome not in _PASSES]
        return tuple(one.reason(name_token=len(self.headers) > 1) for one in failed)

    @property
    def replayed(self) -> bool:
        """Whether some token was used for another call before."""
        return any(one.outcome is Outcome.REPLAYED for one in self.headers)

    @property
    def verstat(self) -> Verstat:
        """What a phone may be told: passed only if the signer vouches for the number, so not for B and C."""
        if self.status is Status.FAILED:
            return Verstat.FAILED
        if self.status is Status.VALID and self.attestation in {None, Attestation.A}:
            return Verstat.PASSED
        return Verstat.NONE


class _Asked(msgspec.Struct, frozen=True, gc=False):
    """What is asked of a verifier: who calls whom, both canonical, when, in which call."""

    orig: str
    dest: str
    now: float
    call: str
    date: int | None


class Verifier:
    """Verifies Identity headers with the certificates that are known on this machine; safe for threads.

    Args:
        credentials: the certificates.
        cache: where certificates are asked for.
        replays: the memory of tokens already used.
        hosts: where certificates may be fetched from.
    """

    def __init__(
        self, credentials: Credentials, cache: Cache, replays: ReplayMemory, hosts: Collection[str]
    ) -> None:
        self._credentials = credentials
        self._cache = cache
        self._replays = replays
        self._hosts = frozenset(hosts)

    @classmethod
    def open(
        cls,
        trust_dir: Path,
        cache_dir: Path,
        *,
        hosts: Collection[str] = (),
        replays: ReplayMemory | None = None,
        look_every_s: float = 1.0,
    ) -> Self:
        """Open trust list and cache.

        Args:
            trust_dir: roots, revocation lists and providers, see `certificates`.
            cache_dir: see `cache`; made if it is not there. Its `replay` is the memory of tokens, shared by
                all processes that name the same directory.
            hosts: from which certificates may be fetched: `certs.example.org`, or `.example.org` for all
                below it. Certificates that are already in the cache are used whatever their host.
            replays: another memory of tokens.
            look_every_s: how often to look for changed files, in seconds.

        Raises:
            TrustListError: the trust list cannot be read.
        """
        cache = Cache(cache_dir)
        memory = replays or SharedReplayMemory(cache_dir / "replay")
        return cls(Credentials(trust_dir, cache, look_every_s=look_every_s), cache, memory, hosts)

    def verify(
        self,
        headers: Sequence[str],
        *,
        caller: str,
        callee: str,
        now: float,
        call: str,
        date: int | None = None,
    ) -> Verification:
        """Verify the Identity headers of a call.

        Args:
            headers: the values of its Identity headers, in their order.
            caller: the number that it shows, or the URI.
            callee: the number or URI that it is sent to. Tokens signed before it was forwarded speak of
                this call if div tokens prove the way from there.
            now: our clock, seconds since 1970.
            call: what names the call, the same for its retransmissions and forks: Call-ID and From tag.
            date: the time in its Date header, which tokens in compact form need.
        """
        asked = _Asked(canonical_identity(caller), canonical_identity(callee), now, call, date)
        looked_at = headers[:MOST_HEADERS]
        way = self._way(read_diversions(looked_at), asked)
        found = [self._verify(one, asked, way.targets) for one in looked_at]
        for at in way.tokens:
            found[at] = msgspec.structs.replace(found[at], outcome=Outcome.VALID)
        if len(headers) > MOST_HEADERS:
            too_many = HeaderOutcome(Outcome.MALFORMED, "", "", "", None, _TOO_MANY)
            found += [too_many] * (len(headers) - MOST_HEADERS)
        return _facts(tuple(found), way.by)

    def _way(self, diversions: dict[int, Passport], asked: "_Asked") -> Diverted:
        """Tell how the call came to where it goes now; a certificate not yet known proves nothing yet."""
        if not diversions:
            return Diverted(frozenset((asked.dest,)))

        def is_valid(passport: Passport, signer: str) -> bool:
            if not signer or not -FRESH_S <= asked.now - passport.iat <= FRESH_S:
                return False
            return self._outcome(passport, asked, signer)[0] is Outcome.VALID

        return follow(diversions, asked.orig, asked.dest, is_valid)

    def _verify(self, header: str, asked: "_Asked", targets: frozenset[str]) -> HeaderOutcome:
        ppt, token = "", ""
        try:
            token, parameters = split_header(header)
            ppt = parameters.ppt or ""
            passport = _read(token, parameters, asked.orig, asked.dest, asked.date)
        except PassportError as fault:
            return HeaderOutcome(Outcome.MALFORMED, ppt, "", token, None, fault.words)
        ppt = ppt or (passport.protected.ppt if passport else "")
        if passport is None or ppt not in SUPPORTED:
            return HeaderOutcome(Outcome.UNSUPPORTED, ppt, "", token, passport)
        if not -FRESH_S <= asked.now - passport.iat <= FRESH_S:
            return HeaderOutcome(Outcome.STALE, ppt, "", token, passport)
        if passport.orig != asked.orig or targets.isdisjoint(passport.dest):
            return HeaderOutcome(self._which_call(passport, asked.orig), ppt, "", token, passport)
        outcome, signer = self._outcome(passport, asked, passport.orig)
        return HeaderOutcome(outcome, ppt, signer, token, passport)

    def _outcome(self, passport: Passport, asked: "_Asked", number: str) -> tuple[Outcome, str]:
        """Hold a token to its certificate, which must speak for a number; return whom that names, too."""
        x5u = passport.protected.x5u
        credential = self._credentials.of(x5u, asked.now)
        if isinstance(credential, Outcome):
            outcome, signer = credential, ""
        else:
            outcome, signer = self._judge(passport, credential, asked, number), credential.subject
        if outcome in _MAY_BE_RENEWED:
            outcome = self._ask_for(x5u, outcome)
        return outcome, signer

    def _which_call(self, passport: Passport, orig: str) -> Outcome:
        """Tell what is wrong with a token for other numbers: one that was used before is replayed."""
        if self._replays.is_known(passport.signature, passport.iat):
            return Outcome.REPLAYED
        return Outcome.ORIG_DIFFERS if passport.orig != orig else Outcome.DEST_DIFFERS

    def _ask_for(self, x5u: str, outcome: Outcome) -> Outcome:
        """Ask for a certificate that is not known, or that may have been renewed at its address."""
        if is_allowed(x5u, self._hosts):
            self._cache.want(x5u)
        elif outcome is Outcome.NOT_YET_KNOWN:
            return Outcome.ADDRESS_REFUSED
        return outcome

    def _judge(self, passport: Passport, credential: Credential, asked: "_Asked", number: str) -> Outcome:
        if not credential.valid_from <= asked.now <= credential.valid_until:
            return Outcome.EXPIRED
        if not credential.covers(number):
            return Outcome.NOT_COVERED
        if not credential.permits(passport):
            return Outcome.CLAIM_FORBIDDEN
        if not passports.is_signed_by(passport, credential.key):
            return Outcome.BAD_SIGNATURE
        if self._replays.is_replayed(passport.signature, passport.iat, asked.call):
            return Outcome.REPLAYED
        return Outcome.VALID


def _read(token: str, parameters: Parameters, orig: str, dest: str, date: int | None) -> Passport | None:
    """Read a token with what its header says of it; None if it is of a kind that is passed on untouched.

    Raises:
        PassportError: it is malformed, or token and header contradict each other.
    """
    info, named = parameters
    if (named or "") not in SUPPORTED:
        return None
    if passports.is_compact(token):
        if named:  # RFC 8588 wants shaken tokens in full; what others sign, the call does not show
            return None
        if date is None:
            raise PassportError(_NO_DATE)
        token = passports.restored(token, passports.base_claims(orig, (dest,), date), info)
    passport = passports.read(token)
    protected = passport.protected
    if protected.x5u != info or (named is not None and protected.ppt != named):
        raise PassportError(_DIFFERENT)
    _check_claims(passport)
    return passport


def _check_claims(passport: Passport) -> None:
    """Check the claims that a kind of token must have.

    Raises:
        PassportError: one is missing or of the wrong form.
    """
    claims, ppt = passport.claims, passport.protected.ppt
    if ppt == SHAKEN:
        if claims.attest not in _ATTESTATIONS or not claims.origid.isprintable() or not claims.origid:
            raise PassportError(_NO_ATTEST)
    elif ppt == RPH and (
        claims.rph is None or not claims.rph.auth or not all(one.isprintable() for one in claims.rph.auth)
    ):
        raise PassportError(_NO_AUTH)


_ATTESTATIONS = {level.value: level for level in Attestation}


def _facts(headers: tuple[HeaderOutcome, ...], diverted_by: str) -> Verification:
    status, attestation, origid = Status.NONE, None, ""
    priority: tuple[str, ...] = ()
    callback = False
    for one in headers:
        if one.outcome is not Outcome.VALID or one.passport is None:
            if one.ppt not in {RPH, DIV} and status is not Status.VALID:
                status = _worse(status, one.outcome)
            continue
        claims = one.passport.claims
        if one.ppt == RPH:
            priority += claims.rph.auth if claims.rph else ()
            callback = callback or claims.sph == PSAP_CALLBACK
            continue
        status = Status.VALID
        if one.ppt == SHAKEN:
            level = _ATTESTATIONS[claims.attest]
            if attestation is None or level < attestation:
                attestation, origid = level, claims.origid
    return Verification(headers, status, attestation, origid, priority, callback, diverted_by)


def _worse(status: Status, outcome: Outcome) -> Status:
    if outcome is Outcome.UNSUPPORTED:
        return status
    if outcome is Outcome.NOT_YET_KNOWN and status is not Status.FAILED:
        return Status.UNKNOWN
    return Status.FAILED
