"""A result in the terminal: the worst numbers, lines and patterns within 100 columns, plain when piped."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from jingling.detect.report.campaign_wording import campaign_hours, places_words
from jingling.detect.report.campaigns import Campaign
from jingling.detect.report.catalogue import pattern_sentence, pattern_title
from jingling.detect.report.contents import Contents, Finding
from jingling.detect.report.figures import count, exact, hours_text, score
from jingling.detect.report.reading import read_contents
from jingling.detect.report.wording import NO_SENTENCE, doubt, headline, rows_sentence
from jingling.words import Language, Words

WIDTH = 100
BAR = 14
"""Width of the longest contribution's bar, in characters."""

MOST_CAMPAIGNS = 10

_WIDE = "\u2e80-\uffef“”"
PIECES = re.compile(rf"(?:[{_WIDE}]|[^\s{_WIDE}]+)[，。；：、）”]*\s*|\s+")
"""What a line is not broken within: a word, or a Chinese character, and the marks that close it."""


def console(file: TextIO | None = None) -> Console:
    """Return the console that tables are made for: 100 columns wide where no terminal tells its width."""
    made = Console(file=file, highlight=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = WIDTH
    return made


class Fitted:
    """Something printed within 100 columns, however wide the terminal is."""

    def __init__(self, inner: RenderableType) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give the inner thing its width."""
        yield from console.render(self.inner, options.update_width(min(options.max_width, WIDTH)))


class Paragraph:
    """A text in lines of the width there is, broken between Chinese characters too: rich breaks at blanks."""

    def __init__(self, said: str) -> None:
        self.said = said

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Give the lines."""
        line = ""
        for piece in PIECES.findall(self.said):
            if line and cell_len((line + piece).rstrip()) > options.max_width:
                yield Text(line.rstrip())
                line = ""
            line += piece
        yield Text(line)


def columns(heads: Sequence[str], *, right: Sequence[int] = (), wide: int | None = None) -> Table:
    """Return a table without lines: figures to the right, one column taking what is left."""
    table = Table(
        box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False, expand=wide is not None
    )
    for place, head in enumerate(heads):
        table.add_column(
            head,
            justify="right" if place in right else "left",
            ratio=1 if place == wide else None,
            no_wrap=place != wide,
            overflow="ellipsis",
        )
    return table


def bar(value: float, widest: float) -> Text:
    """Return a signed bar, as long as it weighs beside the widest; the marks tell the sign without colour."""
    length = max(1, round(abs(value) / widest * BAR))
    return Text(("+" if value >= 0 else "-") * length, style="blue" if value >= 0 else "bright_black")


def campaigns_table(campaigns: Sequence[Campaign], language: Language) -> Table:
    """Return a table of campaigns: how suspect, how many numbers, what they did, when and where."""
    heads = (
        Words("Campaign", "团伙"),
        Words("Score", "得分"),
        Words("Numbers", "号码"),
        Words("Calls", "呼出"),
        Words("People", "被叫"),
        Words("By several", "多号拨打"),
        Words("Hours", "时段"),
        Words("Places", "来处"),
    )
    table = columns([head.text(language) for head in heads], right=(1, 2, 3, 4, 5), wide=7)
    for campaign in campaigns:
        table.add_row(
            Text(campaign.name),
            score(campaign.score),
            exact(campaign.numbers),
            exact(campaign.calls),
            exact(campaign.callees),
            exact(campaign.callees_shared),
            campaign_hours(campaign),
            Text(places_words(campaign).text(language)),
        )
    return table


def terminal_table(out: Path, language: Language, *, unmask: bool = False, most: int = 15) -> RenderableType:
    """Return what `jingling detect` prints at its end.

    Args:
        out: the result directory.
        language: of its texts.
        unmask: show numbers in full.
        most: how many numbers to list.

    Raises:
        ResultError: `out` holds no result.
    """
    contents = read_contents(out, unmask=unmask)
    flagged = [finding for finding in contents.numbers if finding.flagged]
    lines = [finding for finding in contents.lines if finding.flagged]
    parts: list[RenderableType] = [
        Text(headline(contents).text(language), style="bold"),
        Text(doubt(contents).text(language)),
        Text(rows_sentence(contents).text(language), style="dim"),
    ]
    if flagged:
        parts += [Text(), _numbers(flagged[:most], language)]
        left = contents.totals.flagged - len(flagged[:most])
        if left:
            more = Words(
                f"and {exact(left)} more in {out / 'findings.parquet'}",
                f"另有 {exact(left)} 个，见 {out / 'findings.parquet'}",
            )
            parts.append(Text(more.text(language), style="dim"))
    if lines:
        parts += [Text(), _lines(lines[:most], language)]
    if contents.campaigns:
        parts += [Text(), campaigns_table(contents.campaigns[:MOST_CAMPAIGNS], language)]
    if contents.pattern_counts:
        parts += [Text(), _patterns(contents, language)]
    parts += [Text(), *_closing(contents, out, language)]
    return Fitted(Group(*parts))


def _numbers(findings: Sequence[Finding], language: Language) -> Table:
    heads = (
        Words("Number", "号码"),
        Words("Place or class", "归属或类别"),
        Words("Score", "得分"),
        Words("Calls", "呼出"),
        Words("People", "被叫"),
        Words("Hours", "时段"),
        Words("Patterns", "行为模式"),
    )
    table = columns([head.text(language) for head in heads], right=(2, 3, 4), wide=6)
    table.columns[0].max_width = 20
    table.columns[1].max_width = 26
    for finding in findings:
        person = finding.person
        # a place is told of ordinary numbers alone, and the number itself shows which of them it is
        where = person.place if person.place.en else person.kind
        table.add_row(
            Text(person.name),
            Text(where.text(language)),
            score(finding.score),
            exact(finding.calls),
            exact(finding.callees),
            hours_text(finding.hours),
            Text(_tags(finding.patterns, language)),
        )
    return table


def _lines(findings: Sequence[Finding], language: Language) -> Table:
    heads = (
        Words("Line", "线路"),
        Words("Score", "得分"),
        Words("Calls", "呼出"),
        Words("People", "被叫"),
        Words("Numbers", "显示号码"),
        Words("Patterns", "行为模式"),
    )
    table = columns([head.text(language) for head in heads], right=(1, 2, 3, 4), wide=5)
    for finding in findings:
        numbers = "" if finding.numbers is None else exact(finding.numbers)
        table.add_row(
            Text(finding.person.name),
            score(finding.score),
            exact(finding.calls),
            exact(finding.callees),
            numbers,
            Text(_tags(finding.patterns, language)),
        )
    return table


def _patterns(contents: Contents, language: Language) -> Table:
    heads = (
        Words("Pattern", "行为模式"),
        Words("Numbers", "号码"),
        Words("Lines", "线路"),
        Words("What it means", "含义"),
    )
    table = columns([head.text(language) for head in heads], right=(1, 2), wide=3)
    for name, (numbers, lines) in contents.pattern_counts.items():
        table.add_row(
            pattern_title(name).text(language),
            count(numbers).text(language),
            count(lines).text(language),
            Text(pattern_sentence(name).text(language)),
        )
    return table


def _tags(names: Sequence[str], language: Language) -> str:
    return Words(", ", "、").text(language).join(pattern_title(name).text(language) for name in names)


def _closing(contents: Contents, out: Path, language: Language) -> list[Text]:
    said = [
        Words(f"Report: {out / 'report.html'}", f"报告：{out / 'report.html'}"),
        Words(
            f"Why a number was flagged, or not: jingling explain NUMBER --in {out}",
            f"某号码为何被标记或未被标记：jingling explain 号码 --in {out}",
        ),
        *([_about_campaigns(out)] if contents.campaigns else []),
        NO_SENTENCE,
    ]
    if (pairs := contents.summary.get("same_callers")) is not None:
        found = out / "same_callers.parquet"
        said.insert(
            0,
            Words(
                f"Pairs of numbers that are likely one person's: {exact(pairs)}, in {found}",
                f"疑似同一人先后使用的号码：{exact(pairs)} 对，见 {found}",
            ),
        )
    return [Text(words.text(language), overflow="fold") for words in said]


def _about_campaigns(out: Path) -> Words:
    return Words(
        f"Who is in a campaign, and why: jingling campaigns show CAMPAIGN --in {out}",
        f"团伙有哪些号码、依据何在：jingling campaigns show 团伙 --in {out}",
    )
