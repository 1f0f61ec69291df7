"""Files whose columns carry the contract's names, or names that a mapping gives."""

from collections.abc import Sequence
from difflib import get_close_matches

from jingling.calls.contract import BY_NAME, NAMES, REQUIRED
from jingling.calls.layout import Layout
from jingling.calls.mapping import UNITS, Mapping, Source
from jingling.calls.quoting import quoted

USUAL = {
    "caller": (
        "caller",
        "calling",
        "from",
        "a_number",
        "anumber",
        "msisdn",
        "source",
        "src",
        "orig",
        "主叫",
        "主叫号码",
    ),
    "callee": (
        "callee",
        "called",
        "to",
        "b_number",
        "bnumber",
        "destination",
        "dst",
        "dest",
        "被叫",
        "被叫号码",
    ),
    "started_at": (
        "started_at",
        "start",
        "datetime",
        "timestamp",
        "time",
        "date",
        "begin",
        "开始时间",
        "起始时间",
        "呼叫时间",
        "通话时间",
    ),
    "talk_s": ("talk_s", "billsec", "talk", "通话时长", "seconds", "duration", "length", "时长"),
}
"""Words that foreign headers use for the required columns, for a suggestion, never for a silent guess.

Of the talk time, those that leave ringing out come before those that may not.
"""


def recognise_named(names: Sequence[str], mapping: Mapping | None) -> tuple[Layout, dict[str, str]] | None:
    """Recognise a header; None unless every required column is found, and every one that the mapping names.

    Args:
        names: the file's columns as it names them.
        mapping: which of them hold what; the contract's own names serve for the rest.

    Returns:
        The layout, and the file's name of each column of the contract.
    """
    sources = find_sources(names, mapping)
    if sources is None or any(name not in sources for name in REQUIRED):
        return None
    taken = {at for at, _source in sources.values()}
    layout = Layout(
        format="call records" if mapping is None else f"mapping {mapping.name}".strip(),
        values=tuple((column, _meaning(f"c{at}", source)) for column, (at, source) in sources.items()),
        factors=tuple(
            (column, UNITS[source.unit]) for column, (_at, source) in sources.items() if source.unit != "s"
        ),
        rest=tuple(f"c{at}" for at in range(len(names)) if at not in taken),
        timezone=mapping.timezone if mapping else None,
        time_format=mapping.time_format if mapping else None,
    )
    return layout, {column: names[at] for column, (at, _source) in sources.items()}


def find_sources(names: Sequence[str], mapping: Mapping | None) -> dict[str, tuple[int, Source]] | None:
    """Find where each column of the contract stands; None when one that the mapping names is not there."""
    sources: dict[str, tuple[int, Source]] = {}
    for column, source in mapping.sources if mapping else ():
        at = find_name(names, source.column)
        if at is None:
            return None
        sources[column] = (at, source)
    for alias, column in NAMES.items():
        at = find_name(names, alias)
        if (
            column not in sources
            and at is not None
            and not any(at == other for other, _source in sources.values())
        ):
            sources[column] = (at, Source(names[at]))
    return {column: sources[column] for column in BY_NAME if column in sources}


def find_name(names: Sequence[str], wanted: str) -> int | None:
    """Find a column by its name, in any case if only one fits."""
    if wanted in names:
        return list(names).index(wanted)
    fitting = [at for at, name in enumerate(names) if name.strip().casefold() == wanted.strip().casefold()]
    return fitting[0] if len(fitting) == 1 else None


def _meaning(field: str, source: Source) -> str:
    if not source.values:
        return field
    whens = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in source.values)
    return f"CASE trim(CAST({field} AS VARCHAR)) {whens} ELSE CAST({field} AS VARCHAR) END"


def suggest(names: Sequence[str], missing: Sequence[str]) -> dict[str, str]:
    """Suggest, for each missing required column, the file's column whose name is nearest."""
    left = [name for name in names if name.strip()]
    nearest: dict[str, str] = {}
    for column in missing:
        best = max(left, key=lambda name, column=column: _likeness(name, column), default=None)  # type: ignore[misc]
        if best is not None and _likeness(best, column) > 0:
            nearest[column] = best
            left.remove(best)
    return nearest


def _likeness(name: str, column: str) -> float:
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in USUAL[column]:
        return 3.0 - USUAL[column].index(plain) / 100
    held = max((len(word) for word in USUAL[column] if word in plain and len(word) > 1), default=0)
    if held:
        return 1.0 + held / 100
    return 0.5 if get_close_matches(plain, USUAL[column], n=1, cutoff=0.75) else 0.0
