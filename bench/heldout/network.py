"""From attempts to call records: the physical columns, and the Parquet files of the contract.

Every value here is drawn in the same way for all roles. What is missing is missing by subscriber or by
switch, never by role.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from heldout.calls import ABSENT, DAY, MACHINE, REJECTED, TIMEOUT, Calls
from heldout.folk import World
from heldout.register import CARRIERS, Ints

# fate -> Q.850 cause, SIP status. PERSON and MACHINE clear normally.
CAUSE = np.array([16, 16, 16, 19, 21, 17, 20, 1, 34])
SIP = np.array([200, 200, 487, 480, 603, 486, 480, 404, 503])


def opaque(kind: int, identity: Ints, width: int) -> Any:
    """Opaque hexadecimal texts of `width` digits, one to one with the identities; null for negative ones."""
    mixed = (identity.astype(np.uint64) + np.uint64(kind << 40)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    digits = np.array(list("0123456789abcdef"), dtype="S1")
    shifts = np.arange(width, dtype=np.uint64) * np.uint64(4)
    table = digits[((mixed[:, None] >> shifts) & np.uint64(15)).astype(np.int64)]
    texts = np.ascontiguousarray(table).view(f"S{width}").ravel()
    return pa.array(texts, mask=identity < 0).cast(pa.string())


def _cells(world: World, calls: Calls) -> Ints:
    """Where the caller is: at work in working hours, at home otherwise, sometimes elsewhere."""
    register, rng = world.register, world.rng
    home, work = register.home[calls.origin], register.work[calls.origin]
    hour = calls.start % DAY / 3600
    day = (calls.start // DAY).astype(np.int64)
    weekend = (world.weekday + day) % 7 >= 5
    at_work = (hour > 8.6) & (hour < 18.2) & ~weekend
    here = np.where(at_work, work, home)
    delivers = np.isin(
        register.role[calls.origin], [register.role_index(r) for r in ("courier", "meal_delivery")]
    )
    at_door = delivers & (calls.callee < world.people) & (rng.random(len(calls)) < 0.85) & (here >= 0)
    door = world.cells[world.hood[np.where(at_door, calls.callee, 0)] * 2 + calls.callee % 2]
    here = np.where(at_door, door, here)
    out = (rng.random(len(calls)) < register.roams[calls.origin]) & (here >= 0) & ~at_door
    return np.where(out, rng.choice(np.concatenate([world.cells, world.offices]), len(calls)), here)


def trunks_taken(world: World, calls: Calls) -> Ints:
    """The line of each call: the number's own, or any of its holder's where calls overflow."""
    register, rng = world.register, world.rng
    line = register.line[calls.origin]
    group = register.group[calls.origin]
    other = (group >= 0) & (rng.random(len(calls)) < register.overflow[calls.origin])
    sizes = np.array([len(g) for g in register.groups])
    flat, first = np.concatenate(register.groups), np.concatenate([[0], np.cumsum(sizes)[:-1]])
    pick = first[group] + (rng.random(len(calls)) * sizes[group]).astype(np.int64)
    return np.where(other, flat[np.where(other, pick, 0)], line)


def columns(world: World, calls: Calls, line: Ints, first_day: datetime) -> pa.Table:
    """The call-record contract's columns of calls in time order."""
    register, rng = world.register, world.rng
    count, fate = len(calls), calls.fate
    texts = pa.array(register.texts)
    midnight = int((first_day - timedelta(hours=8)).timestamp() * 1000)
    answered = fate <= MACHINE
    talk, ring = np.round(calls.talk, 1), np.round(calls.ring, 1)
    talk = np.where(answered, np.maximum(talk, 0.1), 0.0)

    cause = CAUSE[fate]
    cause = np.where((fate == ABSENT) & (calls.callee % 3 == 0), 18, cause)
    cause = np.where((fate == TIMEOUT) & (calls.callee % 4 == 0), 102, cause)
    cause = np.where((fate == REJECTED) & (calls.callee % 3 == 0), 17, cause)
    sip = SIP[fate]
    sip = np.where((fate == REJECTED) & (calls.callee % 3 == 0), 486, sip)
    sip = np.where((fate == TIMEOUT) & (calls.callee % 2 == 0), 408, sip)
    by = np.array(["caller", "callee", "network"])[calls.by]
    released_missing = rng.random(count) < 0.02
    probe = calls.callee % 7 < 3  # switches on whose side speech is analysed
    told = pa.array(
        np.where(fate == MACHINE, "machine", "person"), mask=~(answered & probe & (rng.random(count) < 0.9))
    )
    vouched = np.where(calls.origin == calls.caller, register.vouched[calls.caller], -1)
    vouched = np.where(rng.random(count) < 0.9, vouched, -1)
    moved = (rng.random(count) < 0.015) & (
        register.desk[calls.callee] < 0
    )  # the callee had been forwarded to
    forwarder = rng.choice(world.residents, count)
    line = np.where(rng.random(count) < 0.02, -1, line)
    carrier = register.carrier[calls.origin]
    transit = (line >= 0) & (line % 7 == 3)
    grade = rng.random(count)
    signed = np.where(transit, np.where(grade < 0.5, 2, 1), np.where(grade < 0.72, 0, 1))
    unsigned = (calls.callee % 11 < 3) | (rng.random(count) < 0.1)
    cell_hidden = (calls.origin % 97) < (20 if world.hard else 6)
    cell = np.where(cell_hidden, -1, _cells(world, calls))

    def number(index: Ints, mask: Any = None) -> Any:
        return texts.take(pa.array(np.maximum(index, 0), mask=mask))

    return pa.table(
        {
            "caller": number(calls.caller),
            "callee": number(calls.callee),
            "started_at": pa.array(midnight + np.round(calls.start * 1000).astype(np.int64)).cast(
                pa.timestamp("ms", "UTC")
            ),
            "talk_s": pa.array(talk),
            "answered": pa.array(answered),
            "answered_by": told,
            "ring_s": pa.array(ring),
            "cause": pa.array(cause.astype(np.int16)),
            "sip_status": pa.array(sip.astype(np.int16), mask=rng.random(count) < 0.12),
            "released_by": pa.array(by, mask=released_missing),
            "asserted": number(vouched, vouched < 0),
            "diverted_by": number(forwarder, ~moved),
            "line": opaque(1, line, 8),
            "subscriber": opaque(2, register.account[calls.origin].astype(np.int64), 12),
            "device": opaque(3, register.device[calls.origin].astype(np.int64), 14),
            "cell": opaque(4, cell.astype(np.int64), 8),
            "carrier": pa.array(np.array(CARRIERS)[carrier]),
            "attestation": pa.array(np.array(["A", "B", "C"])[signed], mask=unsigned),
            "call_id": opaque(5, np.arange(count), 16),
        }
    )


def write(world: World, calls: Calls, out: Path, first_day: datetime) -> None:
    """DIR/calls/*.parquet (a file for each six hours), DIR/truth.parquet and DIR/truth_lines.parquet."""
    (out / "calls").mkdir(parents=True, exist_ok=True)
    calls = calls.pick(np.argsort(calls.start, kind="stable"))
    line = trunks_taken(world, calls)
    table = columns(world, calls, line, first_day)
    begins = calls.start
    cuts = np.searchsorted(begins, np.arange(0, world.days * DAY, 6 * 3600))
    for index, low in enumerate(cuts):
        high = cuts[index + 1] if index + 1 < len(cuts) else len(begins)
        pq.write_table(
            table.slice(low, high - low), out / "calls" / f"part-{index:03d}.parquet", compression="zstd"
        )
    register = world.register
    seen = np.unique(calls.caller)
    role = np.array(register.roles)[register.role[seen]]
    campaign = register.campaign[seen]
    nuisance = campaign >= 0
    names = np.array([*register.campaigns, ""])
    pq.write_table(
        pa.table(
            {
                "number": pa.array([register.texts[i] for i in seen]),
                "role": pa.array(role),
                "nuisance": pa.array(nuisance),
                "campaign": pa.array(names[campaign], mask=~nuisance),
            }
        ),
        out / "truth.parquet",
    )
    _write_lines(world, calls, line, out)


def _write_lines(world: World, calls: Calls, line: Ints, out: Path) -> None:
    """What each line carried: calls, shares of the trade's and of falsely shown numbers."""
    keys, index = np.unique(line, return_inverse=True)
    total = np.bincount(index)
    trade = (
        np.bincount(index, (world.register.campaign[calls.caller] >= 0) & (calls.origin == calls.caller))
        / total
    )
    false = np.bincount(index, calls.origin != calls.caller) / total
    table = {"calls": total, "nuisance_share": trade, "false_share": false, "forges": false > 0.5}
    known = keys >= 0
    pq.write_table(
        pa.table(
            {"line": opaque(1, keys[known], 8), **{name: pa.array(v[known]) for name, v in table.items()}}
        ),
        out / "truth_lines.parquet",
    )
