"""The gate 关口: looks the facts up, has the call decided, counts it and records it.

One gate belongs to one process. It never raises for a call that can be read: where lists, counters or its
own code fail, a marketer without proof may not dial, and a person's ordinary call goes on; the record
says which of the two rules was used.
"""

import gc
import logging
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import Thread
from typing import Self

import msgspec

from jingling.errors import JinglingError
from jingling.gate.counters import MOST_TIMES, Count, Counters
from jingling.gate.decide import decide
from jingling.gate.errors import GateError
from jingling.gate.facts import Facts
from jingling.gate.lookup import Lookup, Side
from jingling.gate.question import Call, Question, read_call
from jingling.gate.records import GROUP_S, Recorder
from jingling.gate.settings import Settings, read_settings
from jingling.gate.verdict import NO_OBJECTION, Verdict, sip_answer
from jingling.gate.vouching import vouched_caller
from jingling.identity import Verifier
from jingling.lists.live import LiveLists, warm
from jingling.numbers import ANONYMOUS_KEY, NumberKind
from jingling.rules import Attempts, Pack, load_pack

log = logging.getLogger("jingling.gate")

_RETRY_S = 1.0
_msgpack = msgspec.msgpack.Encoder()


class Gate:
    """A gate over one directory.

    Args:
        directory: where lists, feed, counters and ledger are; made if it is not there.
        stream: the prefix of the ledger streams to record in.
        trust_times: take questions' times whatever the clock says.
        rules: packs laid over those of the settings.
        scratch: where counters and records go instead, when nothing shall be counted or kept: for trying
            a call out, and for replay.
        group_s: how long decision records may wait for company; 0 where nobody wakes us to write them.

    Raises:
        GateError, RulesError, TrustListError: the directory's settings, rules or trust list cannot be
            used. Damaged lists are no
            error here; they are what the failure rules are for.
    """

    def __init__(
        self,
        directory: Path,
        *,
        stream: str = "gate",
        trust_times: bool = False,
        rules: Sequence[Path] = (),
        scratch: Path | None = None,
        group_s: float = GROUP_S,
    ) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory = directory
        self.settings: Settings = read_settings(directory)
        self.trusted_peers = frozenset(self.settings.trusted_peers)
        self.pack: Pack = load_pack(
            *(directory / name for name in self.settings.rules), *rules, country=self.settings.country
        )
        _check_limits(self.pack)
        self.trust_times = trust_times
        self._burst = any(rule.id == "CN-BURST" and (rule.on or rule.shadow) for rule in self.pack.rules)
        self._lists: LiveLists | None = None
        self._lists_tried = 0.0
        self.verifier: Verifier | None = None
        if self.settings.trust:
            self.verifier = Verifier.open(
                directory / self.settings.trust,
                (scratch or directory) / self.settings.certificates,
                hosts=self.settings.certificate_hosts,
            )
        self.lookup = Lookup(self.pack, self.settings, self.verifier)
        kept = scratch or directory
        self._counters_in = kept
        self._counters: Counters | None = None
        self._counters_tried = 0.0
        with suppress(GateError):  # as with lists: each question is answered by the failure rules
            self._counters = Counters(kept)
        self.recorder = Recorder(kept, stream, self.settings, self.pack.digest, group_s=group_s)
        self.outcomes = Recorder(kept, f"{stream}-outcomes", self.settings, self.pack.digest)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what waits, and let go of all files."""
        self.recorder.close()
        self.outcomes.close()
        if self._counters is not None:
            self._counters.sync()
            self._counters.close()
        if self._lists is not None:
            self._lists.close()

    def ask(self, question: Question) -> Verdict:
        """Decide a call, count it and record it.

        Raises:
            BadQuestion: the question does not follow the contract.
        """
        return self.ask_about(read_call(question, time.time(), trust_times=self.trust_times))

    def ask_about(self, call: Call) -> Verdict:
        """Decide a call that was read already, count it and record it."""
        try:
            verdict = self._decided(call)
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not decide over a call
            return self._failed(call, fault)
        if self.recorder.failing and verdict.verdict != "reject" and _closes(call):
            return self._recorded(call, self._without(call, "GATE-DEGRADED"), 0)
        return verdict

    def shed(self, question: Question) -> Verdict:
        """Answer by the failure rules without looking anything up, while there is more than can be answered.

        Raises:
            BadQuestion: the question does not follow the contract.
        """
        call = read_call(question, time.time(), trust_times=self.trust_times)
        return self._recorded(call, self._without(call, "GATE-OVERLOAD"), 0)

    def _decided(self, call: Call) -> Verdict:
        lists = self.lists()
        asked = call.asked
        side = self.lookup.side_of(call, lists)
        facts = self.lookup.facts_for(call, lists, side.facts)
        counters = self._counters or self.counters
        remembers = facts.policy is not None and facts.policy.remembers
        if (
            asked.direction == "outbound"
            or side.capped
            or self._burst
            or asked.call_id
            or side.collects
            or remembers
        ):
            with counters.counting() as count:
                return self._counted(call, facts, count, side)
        count = counters.looking()
        facts.attempts = self._attempts(call, count, side)
        count.end()
        verdict = decide(call, facts, side.brief)
        if (number := _rang_emergency(call, facts)) != ANONYMOUS_KEY:
            with self.counters.counting() as writing:
                writing.rang_emergency(caller=number, at=int(call.at))
        return self._recorded(call, verdict, facts.version[0])

    def _counted(self, call: Call, facts: Facts, count: Count, side: Side) -> Verdict:
        """Decide and count within one transaction, so that no two calls take the last place."""
        asked, at = call.asked, int(call.at)
        known = b""
        if asked.call_id:
            known = _name_of(call)
            if (answer := count.decided(known, at)) is not None:
                return self._repeated(answer, call, facts)
        remembers = facts.policy is not None and facts.policy.remembers
        facts.attempts = self._attempts(call, count, side, strangers=remembers)
        if remembers:
            facts.rings = count.rings(callee=call.callee, caller=call.caller, at=at)
        verdict = self._recorded(call, decide(call, facts, side.brief), facts.version[0])
        self._count(call, facts, count, verdict, side)
        if known:
            told = [(answer.code, answer.name) for answer in verdict.reasons]
            answered = (facts.version, verdict.verdict, told, verdict.label, verdict.evidence)
            count.remember_decision(known, _msgpack.encode(answered), at)
        return verdict

    def _count(self, call: Call, facts: Facts, count: Count, verdict: Verdict, side: Side) -> None:
        """Count a call that was decided."""
        asked, at = call.asked, int(call.at)
        outbound = asked.direction == "outbound"
        if verdict.verdict != "reject":
            if outbound:
                count.attempted(at)
            if side.capped:
                count.went_over(asked.line, asked.direction, at)
            if side.collects:
                count.collected(at, verdict.evidence, attempted=outbound)
            if verdict.evidence and facts.policy is not None and facts.policy.second_try is not None:
                count.rings_at(verdict.evidence, callee=call.callee, caller=call.caller, at=at)
        if not outbound and (self._burst or (facts.policy is not None and facts.policy.remembers)):
            count.rang_by_stranger(callee=call.callee, caller=call.caller, at=at)
        if (number := _rang_emergency(call, facts)) != ANONYMOUS_KEY:
            count.rang_emergency(caller=number, at=at)

    def _repeated(self, answer: bytes, call: Call, facts: Facts) -> Verdict:
        """Answer a retransmission or a fork as the call was answered, unless a refusal came between."""
        version, word, told, label, evidence = msgspec.msgpack.decode(answer)
        if word != "reject" and tuple(version) != facts.version:
            verdict = decide(call, facts)  # without counters, which have counted this very call
            if verdict.verdict == "reject":
                return self._recorded(call, verdict, facts.version[0])
        reasons = tuple(self.pack.by_id[code].answers[name] for code, name in told)
        line = self._lists.line(call.asked.line) if self._lists is not None else None
        profile = "china" if line is None else line.profile
        sip = sip_answer(reasons, word, profile)
        return Verdict(word, reasons, (), label, sip, evidence, facts.identity.vouches)

    def _recorded(self, call: Call, verdict: Verdict, serial: int) -> Verdict:
        reasons = verdict.reasons
        if self.recorder.failing and verdict.verdict != "reject" and not _closes(call):
            # An ordinary call keeps its label, and says that its record may be lost.
            said = self._without(call, "GATE-DEGRADED").reasons
            reasons += tuple(answer for answer in said if answer not in reasons)
            verdict = msgspec.structs.replace(verdict, reasons=reasons)
        evidence = self.recorder.decided(call, verdict, serial)
        return Verdict(
            verdict.verdict, reasons, verdict.shadow, verdict.label, verdict.sip, evidence, verdict.vouched
        )

    def _attempts(self, call: Call, count: Count, side: Side, *, strangers: bool = False) -> Attempts:
        return count.attempts(
            principal=side.principal,
            callee=call.callee,
            caller=call.caller,
            collects=side.collects,
            line=call.asked.line if side.capped else "",
            direction=call.asked.direction,
            at=int(call.at),
            strangers=self._burst or strangers,
        )

    def is_known(self, number: int) -> bool:
        """Say whether anybody is known to show a number; to be asked in the thread that decides."""
        try:
            return bool(self.lists().who_shows(number).principals)
        except (OSError, JinglingError):
            return False

    @property
    def counters(self) -> Counters:
        """The counters.

        Raises:
            GateError: they cannot be opened; tried again after a second.
        """
        if self._counters is None:
            now = time.monotonic()
            if now - self._counters_tried < _RETRY_S:
                raise GateError("The counters cannot be read.")
            self._counters_tried = now
            self._counters = Counters(self._counters_in)
        return self._counters

    def lists(self) -> LiveLists:
        """Return the lists, brought up to date.

        Raises:
            ListsError: they cannot be read; tried again after a second.
        """
        if self._lists is None:
            now = time.monotonic()
            if self._lists_tried and now - self._lists_tried < _RETRY_S:
                raise JinglingError("The lists cannot be read.")
            self._lists_tried = now
            self._lists = LiveLists(self.directory)
            self.lookup.forget()
        try:
            self._lists.refresh()
        except Exception:
            self._lists.close()
            self._lists = None
            raise
        return self._lists

    def warm(self) -> Thread:
        """Have the lists read into memory, beside whatever is asked meanwhile."""
        reading = Thread(target=warm, args=(self.directory,), daemon=True)
        reading.start()
        return reading

    def _failed(self, call: Call, fault: Exception) -> Verdict:
        log.error("decision failed: %s", place_of(fault))
        verdict = self._without(call, "GATE-DEGRADED")
        try:
            return self._recorded(call, verdict, 0)
        except (OSError, JinglingError):
            return verdict

    def _without(self, call: Call, code: str) -> Verdict:
        """Answer by the failure rules: closed before dialling, open otherwise."""
        closed = _closes(call)
        answer = self.pack.by_id[code].answers["closed" if closed else "open"]
        if closed:
            return Verdict("reject", (answer,), (), "", sip_answer((answer,), "reject", "china"))
        return Verdict("allow", (answer,), (), "", NO_OBJECTION)


def _closes(call: Call) -> bool:
    """Say whether a call waits where the gate is broken: one that is asked about before it is dialled."""
    return call.asked.direction == "outbound" and call.callee_kind is not NumberKind.EMERGENCY


def _check_limits(pack: Pack) -> None:
    """Refuse a limit that the counters could never reach, and that would so allow everything.

    Raises:
        GateError: names the rule.
    """
    for rule in pack.rules:
        limits = [calls for calls, _ in rule.figures.get("windows", ())]
        limits += [rule.figures[name] for name in ("calls", "numbers") if name in rule.figures]
        if max(limits, default=0) > MOST_TIMES:
            raise GateError(
                f"{rule.id}: a limit of {max(limits)} calls.",
                f"Counters keep the latest {MOST_TIMES} of a pair.",
            )


def _rang_emergency(call: Call, facts: Facts) -> int:
    """Return who rings an emergency service with this call; nobody, where it is none or that is uncertain."""
    if call.callee_kind is not NumberKind.EMERGENCY or call.asked.direction != "network":
        return ANONYMOUS_KEY
    return vouched_caller(call, facts)


def _name_of(call: Call) -> bytes:
    """Return what a call and its retransmissions and forks have in common, and no other question has."""
    asked = call.asked
    said = (
        f"{call.caller}\0{call.callee}\0{asked.direction}\0{asked.line}\0{asked.principal}\0{asked.project}"
        f"\0{asked.purpose}\0{asked.call_id}"
    )
    return blake2b(said.encode(), digest_size=16).digest()


def seldom_collect() -> None:
    """Look for cycles seldom: a decision leaves none, and looking costs the slowest percent of them."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def place_of(fault: BaseException) -> str:
    """Say what a fault is and where it arose; its text may hold what was asked, and is left out."""
    frames = traceback.extract_tb(fault.__traceback__)[-3:]
    return f"{type(fault).__name__} at " + " > ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames
    )
