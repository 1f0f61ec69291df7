"""Counters 频次: what happened lately, shared by all of a machine's workers, over rolling windows.

Every count is committed at once, or another worker would miss it. A process that dies loses none. They are
not synced to disk at each call: after a power failure the last seconds may be missing, which a caller can
only gain from by a few attempts.

| key | value |
|---|---|
| `p` principal callee | times of the principal's latest attempts on the person, newest first |
| `k` principal callee | times of those that collect a debt |
| `a` principal callee | times of those of them that were answered |
| `c` evidence | when a call was let through that collects a debt |
| `l` direction line | calls of the last 24 hours by half hours |
| `s` callee | the latest calls to the person by numbers they do not know: time, and 32 bits of the number |
| `n` evidence | who rang whom with a call whose ring counts if it is not answered |
| `r` callee caller | times of full rings that were not answered |
| `e` callee | when the person last rang an emergency number |
| `d` minute call | what a call was answered, for its retransmissions and forks |
| `i` key | what an Idempotency-Key was answered, and when |

What no window reaches any more is swept out, a little at a time: attempts, answers and rings after 31 days,
Idempotency-Keys after 7. The file is written through its map, where a full disk would kill the process, so
its blocks are taken from the disk ahead of need.
"""

import os
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Any, Self

import lmdb

from jingling.gate.errors import GateError
from jingling.lists.packing import key_bytes
from jingling.rules import Attempts

FILE_NAME = "counters.mdb"
DAY_S = 86_400
_SLOT_S = 1_800
_SLOTS = DAY_S // _SLOT_S + 1
MOST_TIMES = 32
"""Times kept of one pair or person; no limit of calls can be greater."""
_KEPT_S = {
    b"p": 31 * DAY_S, b"k": 31 * DAY_S, b"a": 31 * DAY_S, b"c": 31 * DAY_S,
    b"n": DAY_S, b"r": DAY_S, b"s": DAY_S, b"e": DAY_S, b"i": 7 * DAY_S,
}  # fmt: skip
_MARGINS = (8 << 20, 4 << 20)  # bytes free in the file: wanted, and needed
_COMMITS = 16  # between looks at the margin; one takes some ten pages
_MOST_READERS = 4_096  # one a thread: 64 workers with 40 of them each
_EMERGENCY_S = 7_200
_TIMES = [Struct(f"<{count}I") for count in range(MOST_TIMES + 1)]
_STRANGERS = [Struct(f"<{count}Q") for count in range(MOST_TIMES + 1)]
_LINE = Struct(f"<I{_SLOTS}I")


class Counters:
    """The counters of one gate's directory.

    Args:
        directory: the gate's.
        map_bytes: the most they may grow to; address space, not memory.

    Raises:
        GateError: they cannot be opened.
    """

    def __init__(self, directory: Path, map_bytes: int = 1 << 36) -> None:
        path = directory / FILE_NAME
        try:
            self._env = lmdb.open(
                str(path),
                subdir=False,
                map_size=map_bytes,
                writemap=True,
                map_async=True,
                sync=False,
                metasync=False,
                mode=0o600,
                max_readers=_MOST_READERS,
            )
            self._env.reader_check()  # a killed process leaves its places taken, and pages with them
            self._page: int = self._env.stat()["psize"]
            self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except (lmdb.Error, OSError) as fault:
            raise GateError(
                f"{path}: {fault}", "Move the file away; the gate then counts from nothing."
            ) from fault
        self._commits = self._reserved = 0
        self._swept = b""

    def counting(self) -> "Count":
        """Hold the counters while one call is decided and counted; no other worker counts meanwhile.

        To be used in a `with`, which commits, or counts nothing where it is left by an exception.

        Raises:
            GateError: the disk is full.
        """
        if self._commits == 0:
            self._reserve()
        self._commits -= 1
        return Count(self._env.begin(write=True))

    def looking(self) -> "Count":
        """Look at the counters without counting; `end` the look before the next."""
        return Count(self._env.begin())

    def sweep(self, at: int, most: int = 100) -> None:
        """Forget some of what no window reaches any more, going on where the last sweep ended."""
        with self.counting() as count:
            self._swept = count.sweep(self._swept, at, most)

    def _reserve(self) -> None:
        """Take blocks from the disk, unless those taken before still leave the margin that is needed."""
        self._commits = _COMMITS
        used = (self._env.info()["last_pgno"] + 1) * self._page
        if used + _MARGINS[-1] <= self._reserved:
            return
        for margin in _MARGINS:
            try:
                os.posix_fallocate(self._file, 0, used + margin)
            except OSError as fault:
                if margin == _MARGINS[-1]:
                    self._commits = 0
                    raise GateError(f"The counters cannot grow: {fault.strerror}.") from fault
            else:
                self._reserved = used + margin
                break

    def sync(self) -> None:
        """Have everything on disk."""
        self._env.sync(True)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._env.close()


class Count:
    """The counters within one transaction; all times are Unix seconds."""

    def __init__(self, txn: Any) -> None:
        self._txn = txn
        self._pair = b""
        self._tried: tuple[int, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._txn.commit()
        else:
            self._txn.abort()

    def end(self) -> None:
        """End a look."""
        self._txn.abort()

    def attempts(
        self,
        *,
        principal: int,
        callee: int,
        caller: int,
        collects: bool,
        line: str,
        direction: str,
        at: int,
        strangers: bool = True,
    ) -> Attempts:
        """Return what the rules need to know of the past.

        Args:
            principal: whose attempts to count, 0 for nobody's.
            callee: the called person's key.
            caller: the key of the number shown.
            collects: whether to look at attempts to collect a debt.
            line: the line whose calls to count, empty for none.
            direction: of the question; a call asked about before dialling and seen again by a carrier is
                one call in each.
            at: Unix seconds.
            strangers: whether calls by numbers that the person does not know are counted.
        """
        packed = key_bytes(callee)
        on_person: tuple[int, ...] = ()
        collected: tuple[int, ...] = ()
        of_answered: tuple[int, ...] = ()
        if principal:
            self._pair = principal.to_bytes(8, "big") + packed
            self._tried = _times(self._txn.get(b"p" + self._pair))
            on_person = _ages(self._tried, at)
            if collects:
                collected = _ages(_times(self._txn.get(b"k" + self._pair)), at)
                of_answered = _ages(_times(self._txn.get(b"a" + self._pair)), at)
        if direction == "outbound":
            on_line = self.calls_on(line, direction, at) if line else 0
            return Attempts(on_person, of_answered, on_line, collected=collected)
        emergency = _times(self._txn.get(b"e" + packed))
        return Attempts(
            on_person,
            of_answered,
            self.calls_on(line, direction, at) if line else 0,
            self._strangers(packed, caller, at) if strangers else (),
            at - emergency[0] if emergency and 0 <= at - emergency[0] < _EMERGENCY_S else None,
            collected,
        )

    def calls_on(self, line: str, direction: str, at: int) -> int:
        """Return the calls over a line in the 24 hours before, the half hour they begin in counted whole."""
        newest, slots = self._line(line, direction)
        oldest = at // _SLOT_S - _SLOTS + 1
        return sum(
            slots[slot % _SLOTS]
            for slot in range(max(oldest, newest - _SLOTS + 1), min(newest, at // _SLOT_S) + 1)
        )

    def rings(self, *, callee: int, caller: int, at: int) -> tuple[int, ...]:
        """Return the ages of full rings of one number at a person that were not answered."""
        return _ages(_times(self._txn.get(b"r" + key_bytes(callee) + key_bytes(caller))), at)

    def attempted(self, at: int) -> None:
        """Count an attempt of the principal on the person that `attempts` was last asked about."""
        if self._pair:
            self._txn.put(b"p" + self._pair, _packed(self._tried, at))

    def collected(self, at: int, evidence: str, *, attempted: bool) -> None:
        """Note that a call was let through that collects a debt, and count the attempt where it is one."""
        if evidence:
            self._txn.put(_evidence_key(evidence), _TIMES[1].pack(at))
        if attempted and self._pair:
            self._add(b"k" + self._pair, at)

    def is_collection(self, evidence: str) -> bool:
        """Say whether a call was let through under this evidence id that collects a debt."""
        return self._txn.get(_evidence_key(evidence)) is not None

    def may_be_collection(self, *, principal: int, callee: int, at: int) -> bool:
        """Say whether a call that no evidence tells of may have collected a debt.

        That is so unless, in the day before, the principal was let through to the person for other purposes
        alone.
        """
        pair = principal.to_bytes(8, "big") + key_bytes(callee)
        tried, collected = (_ages(_times(self._txn.get(kind + pair)), at) for kind in (b"p", b"k"))
        return any(age < DAY_S for age in collected) or not any(age < DAY_S for age in tried)

    def answered(self, *, principal: int, callee: int, at: int) -> None:
        """Count an attempt to collect a debt that was answered."""
        self._add(b"a" + principal.to_bytes(8, "big") + key_bytes(callee), at)

    def rang_by_stranger(self, *, callee: int, caller: int, at: int) -> None:
        """Count a call by a number the person does not know."""
        key = b"s" + key_bytes(callee)
        value = self._txn.get(key)
        known = () if value is None else _STRANGERS[len(value) // 8].unpack(value)
        calls = sorted((at << 32 | caller & 0xFFFF_FFFF, *known), reverse=True)[:MOST_TIMES]
        self._txn.put(key, _STRANGERS[len(calls)].pack(*calls))

    def rings_at(self, evidence: str, *, callee: int, caller: int, at: int) -> None:
        """Note a call whose ring counts if it is not answered."""
        rings = _TIMES[1].pack(at) + key_bytes(callee) + key_bytes(caller)
        self._txn.put(_evidence_key(evidence, b"n"), rings)

    def rang_out(self, evidence: str, *, callee: int, at: int) -> None:
        """Count a full ring that was not answered, if it was noted as one at that person."""
        rings = self._txn.get(_evidence_key(evidence, b"n"))
        if rings is not None and rings[4:12] == key_bytes(callee):
            self._txn.delete(_evidence_key(evidence, b"n"))  # a ring told of twice is one
            self._add(b"r" + bytes(rings[4:20]), at)

    def rang_emergency(self, *, caller: int, at: int) -> None:
        """Note that a person rang an emergency number."""
        self._txn.put(b"e" + key_bytes(caller), _TIMES[1].pack(at))

    def went_over(self, line: str, direction: str, at: int) -> None:
        """Count a call over a line."""
        newest, slots = self._line(line, direction)
        slot = at // _SLOT_S
        if slot <= newest - _SLOTS:
            return  # older than a day beside what is known
        for passed in range(max(newest + 1, slot - _SLOTS + 1), slot + 1):
            slots[passed % _SLOTS] = 0
        slots[slot % _SLOTS] += 1
        self._txn.put(_line_key(line, direction), _LINE.pack(max(newest, slot), *slots))

    def decided(self, call: bytes, at: int) -> bytes | None:
        """Return what a call was answered within the last minute or two."""
        for minute in (at // 60, at // 60 - 1):
            if (value := self._txn.get(b"d" + minute.to_bytes(4, "big") + call)) is not None:
                return bytes(value)
        return None

    def remember_decision(self, call: bytes, answer: bytes, at: int) -> None:
        """Keep what a call was answered; one call in sixteen, by its name, forgets those of long before."""
        minute = at // 60
        self._txn.put(b"d" + minute.to_bytes(4, "big") + call, answer)
        if call[0] % 16:  # each look at the oldest would copy their page, too
            return
        cursor = self._txn.cursor()
        oldest = b"d" + (minute - 2).to_bytes(4, "big")
        for _ in range(32):
            if not cursor.set_range(b"d") or not b"d" < cursor.key() < oldest:
                break
            cursor.delete()

    def answer_to(self, key: str) -> bytes | None:
        """Return what an Idempotency-Key was answered before."""
        value = self._txn.get(_idempotency_key(key))
        return None if value is None else bytes(value[4:])

    def remember_answer(self, key: str, answer: bytes, at: int) -> None:
        """Keep what an Idempotency-Key was answered."""
        self._txn.put(_idempotency_key(key), _TIMES[1].pack(at) + answer)

    def sweep(self, after: bytes, at: int, most: int) -> bytes:
        """Forget those of the next entries that are over; return where to go on."""
        cursor = self._txn.cursor()
        more = cursor.set_range(after) if after else cursor.first()
        for _ in range(most):
            if not more:
                return b""
            key, value = cursor.item()
            if at - _latest(key, value) > _KEPT_S.get(key[:1], DAY_S):
                cursor.delete()
                more = bool(cursor.key())
            else:
                more = cursor.next()
        return bytes(cursor.key())

    def _add(self, key: bytes, at: int) -> None:
        self._txn.put(key, _packed(_times(self._txn.get(key)), at))

    def _strangers(self, packed: bytes, caller: int, at: int) -> tuple[int, ...]:
        """Return the age of the latest call of each other number."""
        value = self._txn.get(b"s" + packed)
        if value is None:
            return ()
        latest: dict[int, int] = {}
        for call in _STRANGERS[len(value) // 8].unpack(value):
            if call >> 32 <= at:
                latest.setdefault(call & 0xFFFF_FFFF, at - (call >> 32))
        latest.pop(caller & 0xFFFF_FFFF, None)
        return tuple(latest.values())

    def _line(self, line: str, direction: str) -> tuple[int, list[int]]:
        value = self._txn.get(_line_key(line, direction))
        if value is None:
            return 0, [0] * _SLOTS
        newest, *slots = _LINE.unpack(value)
        return newest, slots


def _latest(key: bytes, value: bytes) -> int:
    """Return the latest time that an entry is about."""
    match key[:1]:
        case b"d":
            return int.from_bytes(key[1:5], "big") * 60
        case b"l":
            return int.from_bytes(value[:4], "little") * _SLOT_S
        case b"s":
            return int.from_bytes(value[4:8], "little")
        case _:
            return int.from_bytes(value[:4], "little")


def _times(value: bytes | None) -> tuple[int, ...]:
    return () if value is None else _TIMES[len(value) // 4].unpack(value)


def _packed(times: tuple[int, ...], at: int) -> bytes:
    """Pack times with one more, newest first; a replayed question may come out of order."""
    if times and at < times[0]:
        times = tuple(sorted((at, *times), reverse=True))[:MOST_TIMES]
    else:
        times = (at, *times[: MOST_TIMES - 1])
    return _TIMES[len(times)].pack(*times)


def _ages(times: tuple[int, ...], at: int) -> tuple[int, ...]:
    """Return how long ago each time was; what lies ahead of a replayed question is not yet known to it."""
    if not times:
        return ()
    return tuple([at - then for then in times if then <= at])


def _line_key(line: str, direction: str) -> bytes:
    return b"l" + direction[:1].encode() + blake2b(line.encode(), digest_size=16).digest()


def _evidence_key(evidence: str, kind: bytes = b"c") -> bytes:
    return kind + blake2b(evidence.encode(), digest_size=16).digest()


def _idempotency_key(key: str) -> bytes:
    return b"i" + blake2b(key.encode(), digest_size=16).digest()
