"""What a feature is, and the formulas that many share."""

from dataclasses import dataclass
from typing import Literal

from jingling.words import Words

Unit = Literal["count", "share", "seconds", "ratio", "rate"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One measured habit of a caller.

    Args:
        name: column name.
        sql: formula over `b`, `t` and `c`.
        title: what it is, in a few words.
        sentence: the same as a sentence with `{value}` where the figure goes.
        unit: count, share (0 to 1), seconds, ratio (1 = usual) or rate (per day or hour).
        needs: optional record columns without which it cannot be known.
        coverage: whether it is meaningless where called people are rarely seen calling.
        company: whether it tells of others rather than of the caller itself.
    """

    name: str
    sql: str
    title: Words
    sentence: Words
    unit: Unit
    needs: tuple[str, ...] = ()
    coverage: bool = False
    company: bool = False


def deviation(count: str, total: str, squares: str) -> str:
    """Return SQL for a standard deviation of three values or more, from count, sum and sum of squares."""
    return (
        f"CASE WHEN {count} >= 3 THEN "
        f"sqrt(greatest(0.0, {squares} / {count} - ({total} / {count}) * ({total} / {count}))) END"
    )


def share(part: str, whole: str, least: int = 1) -> str:
    """Return SQL for a share, NULL where the whole is less than `least`."""
    return f"CASE WHEN {whole} >= {least} THEN CAST({part} AS DOUBLE) / {whole} END"
