"""Lines: access lines with thousands of callers, providers' trunks with many customers, firms' own.

A line is a 64-bit code inside and an opaque word outside, which says nothing about its kind.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jingling.city.chance import Flags, Ints, mix, seed_of
from jingling.city.numbering import CARRIERS, texts
from jingling.city.settings import Settings

_PROVIDER, _OWN, _FIXED, _FAR = 1 << 40, 2 << 40, 3 << 40, 4 << 40
_ABROAD = 1 << 30


def own_line(district: int, number: int) -> int:
    """Return the code of a firm's own line."""
    return _OWN | district << 20 | number


def provider_line(provider: int, trunk: int) -> int:
    """Return the code of a trunk that a provider of voice lines lets to its customers."""
    return _PROVIDER | provider << 8 | trunk


def fixed_line(carrier: int, exchange: int) -> int:
    """Return the code of the access line of a local exchange."""
    return _FIXED | carrier << 8 | exchange


def far_lines(carriers: Ints, routes: Ints, abroad: Flags) -> Ints:
    """Return the codes of lines from other places: interconnections of a network, at home or with abroad."""
    return _FAR | (carriers << 8) | routes | np.where(abroad, _ABROAD, 0)


def providers(settings: Settings) -> int:
    """Return how many providers let voice lines in the city."""
    return max(3, settings.population // 25_000)


def line_words(codes: Ints, seed: int) -> list[str]:
    """Return the word by which the records call each line."""
    return [f"{int(v) >> 32:08x}" for v in mix(codes, seed_of(seed, 0x11E))]


@dataclass(frozen=True)
class Registered:
    """Numbers that lines may show, as two parallel columns, and what their holders registered for."""

    line: Ints
    key: Ints
    carrier: Ints
    purpose: Ints


PURPOSES = ("service", "marketing", "notification", "survey", "collection")


def ranges(keys: Ints) -> str:
    """Write numbers as the gate reads them: neighbours as a range, blanks between."""
    keys = np.unique(keys)
    breaks = np.flatnonzero(np.diff(keys) != 1)
    starts, ends = keys[np.concatenate([[0], breaks + 1])], keys[np.concatenate([breaks, [len(keys) - 1]])]
    return " ".join(a if a == b else f"{a}-{b}" for a, b in zip(texts(starts), texts(ends), strict=True))


def write_lines(folder: Path, settings: Settings, registered: Registered, plain: Ints, forging: Ints) -> int:
    """Write the register of lines by the gate's contract, and the truth about them; return how many.

    Subscriber and interconnection lines carry whole networks: their numbers are not listed.
    truth_lines.parquet tells which lines forge; a shared trunk does when one of its customers does.

    Args:
        folder: where lines.csv and truth_lines.parquet go.
        settings: of the city.
        registered: numbers that enterprise lines may show.
        plain: codes of the other lines.
        forging: codes of the lines that show numbers they do not have.
    """
    order = np.argsort(registered.line, kind="stable")
    line, key = registered.line[order], registered.key[order]
    carrier, purpose = registered.carrier[order], registered.purpose[order]
    codes, starts = np.unique(line, return_index=True)
    ends = np.append(starts[1:], len(line))
    with (folder / "lines.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["line", "kind", "holder", "carrier", "numbers", "purposes", "hours", "calls_per_day"])
        for code, word, start, end in zip(codes, line_words(codes, settings.seed), starts, ends, strict=True):
            shared = (code >> 40) == 1
            holder = (
                f"provider-{(int(code) >> 8) & 0xFFFF:04d}"
                if shared
                else f"firm-{int(code) & 0xFFFFFFFFFF:09x}"
            )
            used = sorted({PURPOSES[p] for p in purpose[start:end].tolist()})
            network = CARRIERS[int(carrier[start])]
            out.writerow(
                [word, "enterprise", holder, network, ranges(key[start:end]), " ".join(used), "", ""]
            )
        plain = np.unique(plain)
        for code, word in zip(plain.tolist(), line_words(plain, settings.seed), strict=True):
            network = CARRIERS[(code >> 8) & 3]
            kind = "subscriber" if code < _FAR else "international" if code & _ABROAD else "interconnect"
            out.writerow([word, kind, network, network, "", "", "", ""])
    every = np.concatenate([codes, plain])
    truth = pa.table({"line": line_words(every, settings.seed), "forges": np.isin(every, forging)})
    pq.write_table(truth, folder / "truth_lines.parquet", compression="zstd")
    return len(every)
