"""Trust in a reporter: how much one report weighs, by a formula that anybody can check.

weight = record × proof × share

- record = (confirmed + 2) / (confirmed + refuted + 3): two in three before anything is known, and what came
  of earlier reports thereafter.
- proof = 1 where the person proved to hold the number that was rung, else 1/2.
- share = the least of 1, 20 / reports of the last 30 days, and 3 / numbers of this block of 10,000 that the
  same person reported: whoever reports a thousand numbers, or one block from end to end, is heard no louder
  than somebody who reports twenty, or three.

Several people about one number: 1 - the product of (1 - weight), each person once, with the heaviest
report. People without proof count together as one at most, since accounts cost nothing.
A report below `HELD_BACK` is held back, and shown as such with the part that is to blame.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

from jingling.complaints.report import Report
from jingling.words import Words

USUAL_REPORTS = 20
USUAL_IN_BLOCK = 3
HELD_BACK = 0.1
_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a person's earlier reports."""

    confirmed: int = 0
    refuted: int = 0


@dataclass(frozen=True, slots=True)
class Trust:
    """How much one report weighs (举报可信度), 0 to 1, and by which parts.

    Args:
        record: by what came of earlier reports.
        proof: by whether the number rung was proved.
        flood: by how many reports the person made.
        block: by how many numbers of one block the person reported.
    """

    record: float
    proof: float
    flood: float
    block: float

    @property
    def weight(self) -> float:
        """The product; of flood and block the lesser one."""
        return self.record * self.proof * min(self.flood, self.block)

    @property
    def held_back(self) -> bool:
        """Whether it is too little to act on."""
        return self.weight < HELD_BACK

    @property
    def words(self) -> Words:
        """Say what lowered it most."""
        parts = {"record": self.record, "proof": self.proof, "flood": self.flood, "block": self.block}
        return _PART_WORDS[min(parts, key=lambda name: parts[name])]


_PART_WORDS = {
    "record": Words("by what came of this person's earlier reports", "依据该举报人以往举报的查证结果"),
    "proof": Words("the number that was rung was not proved", "被叫号码未经核实"),
    "flood": Words("this person made very many reports", "该举报人举报数量异常"),
    "block": Words("this person reported very many numbers of one block", "该举报人集中举报同一号段"),
}


def trust(report: Report, record: Record, *, reports: int, in_block: int) -> Trust:
    """Return the trust in one report.

    Args:
        report: the report.
        record: what came of the person's earlier ones.
        reports: how many the person made in the last 30 days, this one included.
        in_block: how many different numbers of this number's block the person reported in that time.
    """
    return Trust(
        (record.confirmed + 2) / (record.confirmed + record.refuted + 3),
        1.0 if report.called_proven and report.reporter else 0.5,
        min(1.0, USUAL_REPORTS / max(1, reports)),
        min(1.0, USUAL_IN_BLOCK / max(1, in_block)),
    )


def trust_of_all(reports: Iterable[Report], records: Mapping[str, Record] | None = None) -> dict[str, Trust]:
    """Return the trust in each of a month's reports by name; all reports of nobody are one person's."""
    told = list(reports)
    many: defaultdict[str, int] = defaultdict(int)
    blocks: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for report in told:
        many[report.reporter] += 1
        if report.key is not None:
            blocks[report.reporter, report.key // _BLOCK].add(report.key)
    known = records or {}
    return {
        report.report: trust(
            report,
            known.get(report.reporter, Record()),
            reports=many[report.reporter],
            in_block=len(blocks[report.reporter, report.key // _BLOCK]) if report.key is not None else 1,
        )
        for report in told
    }


def weight_of_number(reports: Iterable[Report], trusts: Mapping[str, Trust]) -> float:
    """Return how much reports about one number weigh together, 0 to 1."""
    proven: defaultdict[str, float] = defaultdict(float)
    unproven = 0.0
    for report in reports:
        weight = trusts[report.report].weight
        if report.called_proven and report.reporter:
            proven[report.reporter] = max(proven[report.reporter], weight)
        else:
            unproven = max(unproven, weight)
    return 1 - (1 - unproven) * prod(1 - weight for weight in proven.values())
