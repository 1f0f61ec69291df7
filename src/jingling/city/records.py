"""Writing calls down: the contract's columns, as one observation point of a network would have them.

What a column says depends on who calls and over what line. Whether it is there at all depends on which
exchange wrote the record down, and exchanges serve everybody: a null tells nothing about its caller.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingling.city.agents import Phones
from jingling.city.attempts import Settled
from jingling.city.cast import World
from jingling.city.chance import Flags, Floats, Ints, Words64, below, mix, seed_of, stream, unit
from jingling.city.lines import far_lines
from jingling.city.numbering import BARE, CARRIERS
from jingling.city.parties import AWAY, LAND, PERSON, PHONE, index_of, keys, kind_of
from jingling.city.settings import GROUPS

SCHEMA = pa.schema([
    ("caller", pa.string()), ("callee", pa.string()), ("started_at", pa.timestamp("ms", tz="UTC")),
    ("talk_s", pa.float64()), ("answered", pa.bool_()), ("answered_by", pa.string()), ("ring_s",
                                                                                       pa.float32()),
    ("cause", pa.int16()), ("sip_status", pa.int16()), ("released_by", pa.string()), ("asserted",
                                                                                      pa.string()),
    ("diverted_by", pa.string()), ("line", pa.string()), ("subscriber", pa.string()), ("device", pa.string()),
    ("cell", pa.string()), ("carrier", pa.string()), ("attestation", pa.string()), ("call_id", pa.string()),
])  # fmt: skip
_PAIRS = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype=np.uint16)
_EXCHANGES = 16


class Recorder:
    """Turns one district's calls of one day into a table."""

    def __init__(self, world: World, phones: Phones, district: int, day: int, midnight_ms: int) -> None:
        self.world, self.phones, self.settings = world, phones, world.settings
        self.people, self.district, self.day, self.midnight_ms = world.people, district, day, midnight_ms
        self.dice = stream(self.settings.seed, 0x2EC0, district, day)
        self.seed = seed_of(world.seed, 0x2EC)

    def observed(self, calls: Settled) -> tuple[Settled, Ints, Ints]:
        """Return what the observation point sees, in order of time, with the numbers shown and rung."""
        attempts, numbering = calls.attempts, self.world.numbering
        caller = keys(attempts.shown, numbering, self.phones["key"])
        callee = keys(attempts.callee, numbering, self.phones["key"])
        caller[self.dice.random(len(caller)) < self.settings.withheld_share] = 0
        keep = caller != callee
        if self.settings.coverage < 1:
            seen = self._covered(attempts.caller)
            if self.settings.interconnect:
                seen |= self._covered(attempts.callee)
            keep &= seen
        rows = np.flatnonzero(keep)
        rows = rows[np.argsort(attempts.at_ms[rows], kind="stable")]
        return calls.at(rows), caller[rows], callee[rows]

    def _covered(self, party: Ints) -> Flags:
        """Tell whose network writes these records: one network after another, the last in part."""
        carrier, kinds = self._carrier(party), kind_of(party)
        order = stream(self.settings.seed, 0xC0FE).permutation(len(CARRIERS))
        shares = np.array([0.47, 0.23, 0.285, 0.015])
        start = np.zeros(len(CARRIERS))
        start[order] = np.concatenate([[0], np.cumsum(shares[order])[:-1]])
        place = start[carrier] + shares[carrier] * unit(party, self.seed)
        return np.asarray((place < self.settings.coverage) & (kinds != AWAY))

    def _carrier(self, party: Ints) -> Ints:
        kinds, index = kind_of(party), index_of(party)
        found = below(party, self.seed + 1, 3)
        person, phone = kinds == PERSON, kinds == PHONE
        found[person] = self.people.carrier(index[person])
        found[phone] = self.phones["carrier"][index[phone]]
        land = kinds == LAND
        found[land] = self.world.numbering.landline_carrier(self.world.numbering.landlines.keys(index[land]))
        return found

    def table(self, calls: Settled, caller: Ints, callee: Ints) -> tuple[pa.Table, Ints]:
        """Return the rows in the contract's columns, and the callers' lines."""
        a, o = calls.attempts, calls.outcome
        line, device, subscriber, cell, carrier, asserted, attestation = self._caller_side(a.caller, a.at_ms)
        tick = self.settings.tick_s
        talk = np.where(o.answered, np.maximum(np.round(o.talk_s / tick), 1) * tick, 0.0)
        ring = np.round(o.ring_s / tick) * tick
        clock = self.settings.clock_ms
        started = self.midnight_ms + a.at_ms // clock * clock
        exchange = below(a.callee ^ (a.at_ms // 60_000), self.seed + 3, _EXCHANGES)
        null = {group: self._missing(group, exchange) for group in GROUPS}
        diverted = self._diverted(a.callee)
        columns: dict[str, Any] = {
            "caller": _numbers(caller),
            "callee": _numbers(callee),
            "started_at": pa.array(started, pa.timestamp("ms", tz="UTC")),
            "talk_s": pa.array(np.round(talk, 3)),
            "answered": _column(o.answered, null["outcome"], pa.bool_()),
            "answered_by": _words(
                ("person", "machine"), o.machine.astype(np.int64), null["listener"] | ~o.answered
            ),
            "ring_s": _column(np.round(ring, 3).astype(np.float32), null["ringing"], pa.float32()),
            "cause": _column(o.cause.astype(np.int16), null["signalling"], pa.int16()),
            "sip_status": _column(
                o.sip.astype(np.int16),
                null["signalling"] | (unit(np.arange(_EXCHANGES), 9) < 0.3)[exchange],
                pa.int16(),
            ),
            "released_by": _words(("caller", "callee", "network"), o.released, null["release"]),
            "asserted": _numbers(asserted, null["identity"] | (asserted == 0)),
            "diverted_by": _numbers(diverted, null["diversion"] | (diverted == 0)),
            "line": _codes(mix(line, seed_of(self.settings.seed, 0x11E)), 8, null["line"]),
            "subscriber": _codes(subscriber, 10, null["subscriber"]),
            "device": _codes(device, 10, null["device"] | (device == 0)),
            "cell": _codes(mix(cell, self.seed + 4), 6, null["cell"] | (cell < 0)),
            "carrier": _words(CARRIERS, carrier, null["carrier"]),
            "attestation": _words(("A", "B", "C"), attestation - 1, null["identity"] | (attestation == 0)),
            "call_id": self._call_ids(len(a), null["call_id"]),
        }
        table = pa.table([columns[f.name] for f in SCHEMA], schema=SCHEMA)
        return table, line

    def _missing(self, group: str, exchange: Ints) -> Flags:
        share = self.settings.dropout.get(group, 0.0)
        if share in (0.0, 1.0):
            return np.full(len(exchange), share == 1.0)
        # some exchanges leave a column out more often than others
        uneven = np.clip(share * 2 * unit(np.arange(_EXCHANGES), seed_of(self.seed, *group.encode())), 0, 1)
        return np.asarray(self.dice.random(len(exchange)) < uneven[exchange])

    def _caller_side(self, party: Ints, at_ms: Ints) -> tuple[Ints, Words64, Words64, Ints, Ints, Ints, Ints]:
        kinds, index, rows = kind_of(party), index_of(party), len(party)
        line, cell = np.zeros(rows, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
        device, subscriber = np.zeros(rows, dtype=np.uint64), mix(party, self.seed + 5)
        asserted, attestation = np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.int64)
        carrier, hours = self._carrier(party), at_ms / 3_600_000
        p = kinds == PERSON
        who = index[p]
        line[p], device[p], subscriber[p] = (
            self.people.line(who),
            self.people.device(who),
            self.people.subscriber(who),
        )
        cell[p] = self.people.cell(who, hours[p])
        q = kinds == PHONE
        phone, which = self.phones, index[q]
        line[q], device[q], subscriber[q] = (
            phone["line"][which],
            phone["device"][which],
            phone["subscriber"][which],
        )
        asserted[q], attestation[q] = phone["asserted"][which], phone["attestation"][which]
        roams = phone["roams"][which]
        wander = phone["cell"][which] + (self.dice.random(len(which)) * np.maximum(1, roams)).astype(np.int64)
        fixed = np.where(phone["cell"][which] >= 0, wander % self.people.cells, -1)
        owner = phone["person"][which]
        at_home = (owner >= 0) & ((roams == 0) | (self.dice.random(len(which)) < 0.15))
        cell[q] = np.where(at_home, self.people.cell(np.maximum(owner, 0), hours[q]), fixed)
        far, land = kinds == AWAY, kinds == LAND
        abroad = keys(party[far], self.world.numbering, self.phones["key"]) // 10**11 != 86
        line[far] = far_lines(carrier[far], below(party[far], 5, 4), abroad)
        line[land] = self.people.landline_line(self.world.numbering.landlines.keys(index[land]))
        attestation[far] = 3
        device[self.dice.random(rows) < self.settings.missing_devices] = 0
        return line, device, subscriber, cell, carrier, asserted, attestation

    def _diverted(self, callee: Ints) -> Ints:
        """Return the number that forwarded the call: some people's other number, some firms' desk."""
        forwards = (kind_of(callee) == PERSON) & (unit(callee, self.seed + 6) < 0.03)
        forwards &= self.dice.random(len(callee)) < 0.3
        found = np.zeros(len(callee), dtype=np.int64)
        found[forwards] = self.people.keys(index_of(callee[forwards]) ^ 1)
        return found

    def _call_ids(self, rows: int, null: Flags) -> pa.Array:
        mark = (self.day * self.settings.districts + self.district) << 28
        order = np.arange(rows, dtype=np.uint64) + np.uint64(mark)
        return _codes(order, 12, null, high=48)


def _column(values: Flags | Ints | Floats | np.ndarray[Any, Any], null: Flags, kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind, mask=null)


def _words(words: tuple[str, ...], codes: Ints, null: Flags) -> pa.Array:
    indices = pa.array(codes.astype(np.int8), mask=null)
    return pc.cast(pa.DictionaryArray.from_arrays(indices, pa.array(words)), pa.string())


def _numbers(number_keys: Ints, null: Flags | None = None) -> pa.Array:
    """Write keys as text: `+8613912345678`, `95588`, `anonymous`."""
    bare = number_keys >= BARE
    digits = pc.cast(pa.array(np.where(bare, number_keys - BARE, number_keys)), pa.string())
    written = pc.if_else(pa.array(bare), digits, pc.binary_join_element_wise("+", digits, ""))
    written = pc.if_else(pa.array(number_keys == 0), "anonymous", written)
    return written if null is None else pc.if_else(pa.array(null), None, written)


def _codes(values: Words64 | Ints, digits: int, null: Flags, high: int = 64) -> pa.Array:
    """Write opaque codes of hexadecimal digits (an even number, from bit `high` down), built as one block."""
    bits = values.astype(np.uint64)
    block = np.empty((len(bits), digits // 2), dtype=np.uint16)
    for pair in range(digits // 2):
        block[:, pair] = _PAIRS[(bits >> np.uint64(high - 8 * (pair + 1))).astype(np.uint8)]
    offsets = np.arange(len(bits) + 1, dtype=np.int32) * digits
    present = pa.array(~null).buffers()[1]
    return pa.StringArray.from_buffers(len(bits), pa.py_buffer(offsets), pa.py_buffer(block), present)
