"""What a file was recognised as: which SQL value of its columns holds which column of the contract.

A layout speaks of the file's columns by their place, `c0`, `c1`, and so on. Files with equal layouts are read
by one query.
"""

from dataclasses import dataclass
from typing import Literal

from jingling.calls.opening import Head
from jingling.words import Words

Carrier = Literal["parquet", "text", "acc-log", "empty"]
"""What carries the records: Parquet, delimited text, lines of a Kamailio log, or nothing at all."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file's columns become those of the contract.

    Args:
        format: its name, as in the result's summary.
        values: SQL over the file's columns `c0`, `c1`, ..., by column of the contract.
        factors: what to multiply a duration with to get seconds, where that is not 1.
        rest: SQL of the file's other columns; with them a row is whole.
        legs: for formats that write several rows for one call, further SQL by name, which `merge` needs.
        merge: SQL from the rows of `legs` to attempts; empty when every row is an attempt.
        merged: columns of the contract that only merging tells.
        timezone: zone of times without one, if the mapping says so.
        time_format: their strptime format, if the mapping says so.
        parquet: name and Arrow type of the columns of Parquet, in order; empty for text.
    """

    format: str
    values: tuple[tuple[str, str], ...]
    factors: tuple[tuple[str, float], ...] = ()
    rest: tuple[str, ...] = ()
    legs: tuple[tuple[str, str], ...] = ()
    merge: str = ""
    merged: tuple[str, ...] = ()
    timezone: str | None = None
    time_format: str | None = None
    parquet: tuple[tuple[str, str], ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """SQL of all that a row holds: the contract's columns, then the file's others."""
        return (*dict(self.values).values(), *self.rest)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One file and what it was recognised as.

    Args:
        path: as the user named it.
        carrier: what carries the records.
        layout: how its columns become the contract's.
        sure: how sure that is, and why.
        names: its columns as it names them; empty without a header.
        found: column of the contract → the file's name for it, for people.
        rows: how many rows, where that is known before reading.
        head: the beginning of a text file.
        delimiter: of a text file.
        has_header: whether its first record names the columns.
        width: fields of a record of a text file.
        simulated: whether it says of itself that nobody made these calls.
    """

    path: str
    carrier: Carrier
    layout: Layout
    sure: Words
    names: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    rows: int | None = None
    head: Head | None = None
    delimiter: str = ""
    has_header: bool = False
    width: int = 0
    simulated: bool = False
