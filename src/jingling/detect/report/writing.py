"""Writing a report: one result directory becomes one page."""

from datetime import datetime
from pathlib import Path
from typing import Any

from jingling.detect.report.campaign_wording import campaign_hours, places_words
from jingling.detect.report.campaigns import Campaign
from jingling.detect.report.catalogue import feature_title, pattern_sentence, pattern_title, quarantine_words
from jingling.detect.report.contents import Contents, Finding, words_of
from jingling.detect.report.embedded import embedded
from jingling.detect.report.figures import busy_hours, count, exact, hours_text, score, time_of
from jingling.detect.report.page import render
from jingling.detect.report.reading import JUST_BELOW, MOST_CAMPAIGNS, MOST_LINES, MOST_NUMBERS, read_contents
from jingling.detect.report.wording import (
    NO_SENTENCE,
    base_rate_sentence,
    coverage_sentence,
    doubt,
    falsely_sentence,
    headline,
    joined,
    reach,
    rows_sentence,
    spreads_sentence,
    threshold_sentence,
    zone_words,
)
from jingling.words import Words

SCRIPTS = (
    "vendor/echarts.min.js",
    "assets/page.js",
    "assets/charts.js",
    "assets/table.js",
    "assets/finding.js",
    "assets/campaign.js",
    "assets/report.js",
)


def write_report(out: Path, *, unmask: bool = False) -> Path:
    """Write `report.html` beside the files of a result.

    Args:
        out: the result directory that `jingling detect --out` wrote.
        unmask: show numbers in full; they are masked otherwise, in the page and in its data.

    Returns:
        The path of the page, which needs no other file and no network.

    Raises:
        ResultError: `out` holds no result.
    """
    contents = read_contents(out, unmask=unmask)
    not_judged = [words_of(said) for said in contents.summary.get("not_judged", ())]
    page = render(
        "report.html.j2",
        scripts=SCRIPTS,
        data=embedded(contents, not_judged),
        values=_values(contents, not_judged, unmask=unmask),
    )
    making = out / ".report.html.part"
    try:
        making.write_text(page, encoding="utf-8")
        return making.replace(out / "report.html")
    finally:
        making.unlink(missing_ok=True)


def _values(contents: Contents, not_judged: list[Words], *, unmask: bool) -> dict[str, Any]:
    summary, totals = contents.summary, contents.totals
    attempts = summary.get("attempts", summary["rows_kept"])
    numbers = [_row(finding, place) for place, finding in enumerate(contents.numbers)]
    lines = [_row(finding, place) for place, finding in enumerate(contents.lines, start=len(numbers))]
    return {
        "headline": headline(contents),
        "reach": reach(contents),
        "doubt": joined(doubt(contents), NO_SENTENCE),
        "simulated": bool(summary.get("simulated")),
        "masked": not unmask,
        "rows_sentence": rows_sentence(contents),
        "attempts": exact(int(attempts)) if attempts != summary["rows_kept"] else "",
        "first": _moment(contents, "first_at"),
        "last": _moment(contents, "last_at"),
        "zone": contents.zone.key,
        "zone_words": zone_words(contents),
        "quarantined": _set_aside(summary.get("quarantined_by_reason", {})),
        "quarantine": contents.quarantine,
        "inputs": [
            {
                **given,
                "rows": exact(int(given["rows"])),
                "notes": [words_of(note) for note in given.get("notes", ())],
            }
            for given in summary.get("inputs", ())
        ],
        "columns": summary.get("columns", ()),
        "columns_missing": summary.get("columns_missing", ()),
        "not_judged": not_judged,
        "coverage": coverage_sentence(contents),
        "dropped": [feature_title(name) for name in summary.get("features_unknown", ())],
        "threshold": joined(threshold_sentence(contents), base_rate_sentence(contents)),
        "falsely": falsely_sentence(contents),
        "numbers": numbers,
        "lines": lines,
        "flagged": totals.flagged,
        "flagged_lines": totals.flagged_lines,
        "capped": totals.flagged > MOST_NUMBERS,
        "capped_lines": totals.flagged_lines > MOST_LINES,
        "most": MOST_NUMBERS,
        "most_lines": MOST_LINES,
        "just_below": JUST_BELOW,
        "campaigns": [_campaign(campaign) for campaign in contents.campaigns[:MOST_CAMPAIGNS]],
        "campaigns_sought": contents.campaigns_sought,
        "all_campaigns": len(contents.campaigns),
        "classes": sorted({row["class"] for row in numbers}),
        "patterns": [
            {
                "name": name,
                "title": pattern_title(name),
                "sentence": pattern_sentence(name),
                "numbers": count(on_numbers),
                "lines": count(on_lines),
            }
            for name, (on_numbers, on_lines) in contents.pattern_counts.items()
        ],
        "spreads": spreads_sentence(contents),
        "has_spreads": bool(contents.spreads),
        "model": summary.get("model", {}),
        "seconds": _slowest(summary.get("seconds", {})),
        "versions": summary.get("versions", {}),
    }


def _row(finding: Finding, place: int) -> dict[str, Any]:
    hours = finding.hours
    busy = busy_hours(hours)
    person = finding.person
    return {
        "place": place,
        "kind": finding.kind,
        "name": person.name,
        "class": person.kind,
        "where": person.place,
        "carrier": person.carrier,
        "score": score(finding.score),
        "score_order": f"{finding.score:.9f}",
        "flagged": finding.flagged,
        "falsely": finding.shown_falsely,
        "patterns": [(name, pattern_title(name)) for name in finding.patterns],
        "calls": exact(finding.calls),
        "callees": exact(finding.callees),
        "calls_order": finding.calls,
        "callees_order": finding.callees,
        "hours": hours_text(hours),
        "hours_order": busy[0] if busy else 24,
        "spark": _spark(hours),
    }


def _campaign(campaign: Campaign) -> dict[str, Any]:
    return {
        "name": campaign.name,
        "score": score(campaign.score),
        "numbers": exact(campaign.numbers),
        "calls": exact(campaign.calls),
        "callees": exact(campaign.callees),
        "shared": exact(campaign.callees_shared),
        "hours": campaign_hours(campaign),
        "places": places_words(campaign),
    }


def _spark(hours: tuple[int, ...]) -> str:
    """Draw 24 bars as one SVG path in a box of 72 by 16."""
    most = max(hours)
    if not most:
        return ""
    return "".join(
        f"M{hour * 3} 16v-{max(1.0, calls / most * 16):.1f}h2v{max(1.0, calls / most * 16):.1f}z"
        for hour, calls in enumerate(hours)
        if calls
    )


def _slowest(seconds: dict[str, float], most: int = 6) -> list[tuple[str, str]]:
    """Tell the steps that took longest, the total among them."""
    ordered = sorted(seconds.items(), key=lambda step: (-step[1], step[0]))
    return [(name, f"{took:.1f}") for name, took in ordered[:most]]


def _set_aside(counts: dict[str, int]) -> list[dict[str, Any]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    said = [(quarantine_words(code), exact(rows)) for code, rows in ordered]
    return [{"reason": reason, "hint": hint, "rows": rows} for (reason, hint), rows in said]


def _moment(contents: Contents, name: str) -> str:
    told = contents.summary.get(name)
    if not told:
        return ""
    return time_of(int(datetime.fromisoformat(told).timestamp() * 1000), contents.zone)
