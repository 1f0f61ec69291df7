"""Decision records: one line of evidence for each decision, written in groups.

Numbers stand in them as keyed tokens unless configured. A group waits 100 ms at most; what a dying process
had not yet written is known by its numbers, and the ledger marks the gap.
"""

import threading
import time
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import msgspec

from jingling.gate.question import Call
from jingling.gate.settings import Settings, pseudonym_key
from jingling.gate.verdict import Verdict
from jingling.ledger import BusyError, LedgerError, Writer
from jingling.numbers import normal_form
from jingling.rules import Answer

GROUP_S = 0.1
_GROUP_RECORDS = 1_024
_MOST_WAITING = 50_000


class Recorder:
    """Writes one process's decisions to its own stream of the ledger.

    Args:
        directory: the gate's.
        prefix: of the stream's name; the first free of `prefix-0`, `prefix-1`, … is taken.
        settings: whether numbers stay in clear.
        rules: the rule pack's digest.
        group_s: how long a record may wait for company.
    """

    def __init__(
        self, directory: Path, prefix: str, settings: Settings, rules: str, *, group_s: float = GROUP_S
    ) -> None:
        self._directory, self._prefix = directory, prefix
        self._writer, self.stream = _free_stream(directory, prefix)
        self._clear = settings.clear_numbers
        self._group_s = group_s
        self._key = pseudonym_key(directory)
        self._rules = rules[:16]
        self._lock = threading.Lock()
        self._waiting: list[bytes] = []
        self._since = self._tried = 0.0
        self._dropped = 0
        self._next = self._writer.next_sequence
        self._caller_token = lru_cache(16_384)(self.token)
        self._said = lru_cache(16_384)(self._said_part)
        self.failing = False

    def decided(self, call: Call, verdict: Verdict, lists: int) -> str:
        """Record a decision; return its evidence id.

        The record is a JSON object: `record`, `at` (Unix seconds), `callee` and `caller` (tokens), `verdict`,
        `reasons` and `shadow` (rule and answer, `CN-CONSENT.without-proof`), `lists` (the publication),
        `rules` (the pack's digest), and what the asker said: `direction`, `line`, `principal`, `project`,
        `purpose`, `agent`, `call_id`.
        """
        asked = call.asked
        said = self._said(
            asked.direction, asked.line, asked.principal, asked.project, asked.purpose, asked.agent
        )
        answer = _answer_part(verdict.verdict, verdict.reasons, verdict.shadow)
        call_id = f',"call_id":{_text(asked.call_id)}' if asked.call_id else ""
        return self.record(
            f'{{"record":"decision","at":{call.at:.3f},"callee":"{self.token(call.callee)}",'
            f'"caller":"{self._caller_token(call.caller)}",{said},{answer},"lists":{lists}{call_id}}}'.encode()
        )

    def record(self, line: bytes) -> str:
        """Add a line to the group that waits; return its evidence id.

        While the disk takes nothing, lines wait up to a number; the ledger says how many there were beyond,
        and those have no id.
        """
        with self._lock:
            now = time.monotonic()
            waiting = self._waiting
            if self.failing:
                self._try_again(now)
                if self.failing and len(waiting) >= _MOST_WAITING:
                    self._dropped += 1
                    return ""
            if not waiting:
                self._since = now
            waiting.append(line)
            sequence = self._next
            self._next = sequence + 1
            due = now - self._since >= self._group_s or len(waiting) >= _GROUP_RECORDS
            if due and not self.failing:
                self._write(sync=False)
        return f"{self.stream}-{sequence}"

    def record_now(self, line: bytes) -> str:
        """Write a line and all that waits, and have it on disk before returning.

        Raises:
            LedgerError: the disk does not take it.
        """
        with self._lock:
            if self.failing:
                self._try_again(time.monotonic())
            if not self.failing:
                self._waiting.append(line)
                sequence = self._next
                self._next += 1
                self._write(sync=True)
                if (
                    self.failing and self._writer.usable and self._waiting
                ):  # it is not kept, and nobody was told its number
                    self._waiting.pop()
                    self._next -= 1
            if self.failing:
                raise LedgerError("The ledger cannot be written.", "See that the disk has room.")
        return f"{self.stream}-{sequence}"

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            if self.failing:
                self._try_again(time.monotonic())
            elif self._waiting:
                self._write(sync=False)

    def token(self, number: int) -> str:
        """Return a number as records have it: a token of 12 bytes under this gate's key, or in clear."""
        if self._clear:
            return normal_form(number) or "unknown"
        return blake2b(number.to_bytes(8, "big", signed=True), key=self._key, digest_size=12).hexdigest()

    def _said_part(
        self, direction: str, line: str, principal: str, project: str, purpose: str, agent: str
    ) -> str:
        """Write what the asker said; one dialler says the same again and again."""
        told = {"line": line, "principal": principal, "project": project, "purpose": purpose, "agent": agent}
        said = "".join(f',"{name}":{_text(text)}' for name, text in told.items() if text)
        return f'"rules":"{self._rules}","direction":"{direction}"{said}'

    def close(self) -> None:
        """Write what waits and end the stream's segment."""
        self.flush()
        if self.failing:
            self._writer.abandon()  # the next writer marks what is missing
        else:
            self._writer.close()

    def _write(self, *, sync: bool) -> None:
        try:
            self._writer.append(self._waiting, sync=sync)
            self._waiting.clear()
            if self._dropped:
                self._writer.mark_gap(self._next, self._dropped, "disk")
                self._next += self._dropped
                self._dropped = 0
            self.failing = False
        except LedgerError:
            self._tried = time.monotonic()
            self.failing = True

    def _try_again(self, now: float) -> None:
        """Write what waits once more, not for every question; open the stream anew if it takes nothing."""
        if now - self._tried < GROUP_S:
            return
        self._tried = now
        if not self._writer.usable:
            self._writer.abandon()
            try:
                self._writer, self.stream = _free_stream(self._directory, self._prefix)
            except LedgerError:
                return
            self._waiting.clear()  # their numbers are in the file or in the gap that was marked now
            self._next = self._writer.next_sequence
        self._write(sync=False)


_json = msgspec.json.Encoder()


def _text(text: str) -> str:
    return _json.encode(text).decode()


@lru_cache(maxsize=16_384)
def _answer_part(word: str, reasons: tuple[Answer, ...], shadow: tuple[Answer, ...]) -> str:
    """Write what was answered; there are far fewer answers than calls."""
    written = f'"verdict":"{word}","reasons":{_keys(reasons)}'
    return written + (f',"shadow":{_keys(shadow)}' if shadow else "")


def _keys(answers: tuple[Answer, ...]) -> str:
    return msgspec.json.encode([answer.key for answer in answers]).decode()


def _free_stream(directory: Path, prefix: str) -> tuple[Writer, str]:
    """Take the first of a prefix's streams that no other process writes."""
    for at in range(1_024):
        stream = f"{prefix}-{at}"
        try:
            return Writer(directory, stream), stream
        except BusyError:
            continue
    raise LedgerError(f"All streams {prefix}-0 to {prefix}-1023 are in use.", "Stop some workers.")
