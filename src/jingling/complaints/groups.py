"""Groups: which reports are one case, worked out from all reports and all messages.

Links are laid one after another, the desk's own first, then those of `same_call`, nearest in time first,
and among equals by name; a link that would bring together two reports which the desk keeps apart is not
laid. The order is that of what the links say, never that of arrival, so that any order of messages gives
the same groups, and withdrawing a decision gives exactly the groups there would be without it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import combinations

from jingling.complaints.messages import Decided, Message, Withdrawn, with_additions
from jingling.complaints.report import Report
from jingling.complaints.same_call import same_call


def groups(reports: Iterable[Report], messages: Iterable[Message] = ()) -> tuple[tuple[str, ...], ...]:
    """Return the names of reports that are one case, first received first; every report is in one group."""
    told = set(messages)
    known = {report.report: report for report in with_additions(reports, told)}
    decided = _decisions(told)
    apart = [pair for pair, verdict in decided.items() if verdict == "apart"]
    joined = {name: {name} for name in known}
    forbidden: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in apart:
        forbidden[first].add(second)
        forbidden[second].add(first)
    by_desk = sorted(pair for pair, verdict in decided.items() if verdict == "same")
    for first, second in (*by_desk, *_links(known, set(decided))):
        if first not in joined or second not in joined or joined[first] is joined[second]:
            continue
        if any(forbidden[name] & joined[second] for name in joined[first]):
            continue
        joined[first] |= joined[second]
        for name in joined[second]:
            joined[name] = joined[first]
    found = {id(names): sorted(names, key=lambda name: _order(known[name])) for names in joined.values()}
    return tuple(
        sorted((tuple(names) for names in found.values()), key=lambda names: _order(known[names[0]]))
    )


def _decisions(messages: set[Message]) -> dict[tuple[str, str], str]:
    """Return what holds of each pair: the latest decision that was not withdrawn."""
    withdrawn = {one.decision for one in messages if isinstance(one, Withdrawn)}
    standing = [one for one in messages if isinstance(one, Decided) and one.message not in withdrawn]
    return {one.pair: one.verdict for one in sorted(standing, key=lambda one: (one.at, one.message))}


def _links(reports: dict[str, Report], settled: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield pairs about one call, nearest in time first; the desk's own pairs are settled already."""
    near: defaultdict[tuple[str, int], list[tuple[str, datetime, Report]]] = defaultdict(list)
    for report in reports.values():
        if report.reporter and report.key is not None and report.called_at is not None:
            near[report.reporter, report.key].append((report.report, report.called_at, report))
    pairs = [
        (abs(at - other_at), name, other_name)
        for told in near.values()
        for (name, at, one), (other_name, other_at, other) in combinations(sorted(told, key=_name), 2)
        if (name, other_name) not in settled and same_call(one, other)
    ]
    for _, name, other_name in sorted(pairs):
        yield name, other_name


def _name(told: tuple[str, datetime, Report]) -> str:
    return told[0]


_NEVER = datetime.max.replace(tzinfo=UTC)


def _order(report: Report) -> tuple[datetime, str]:
    return (report.received_at or _NEVER, report.report)
