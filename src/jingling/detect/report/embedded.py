"""What a page's scripts read: findings, charts and names as JSON values, every text in both languages."""

from typing import Any

from jingling.detect.report.campaign_embedded import embedded_campaign
from jingling.detect.report.catalogue import (
    capitalised,
    feature_sentence,
    feature_title,
    feature_unit,
    pattern_title,
)
from jingling.detect.report.contents import Contents, Finding, Spread
from jingling.detect.report.figures import exact, hours_text, score, seconds, time_of, value_of
from jingling.detect.report.wording import actions, finding_sentence, hours_title, scores_title
from jingling.words import Words


def embedded(contents: Contents, not_judged: list[Words]) -> dict[str, Any]:
    """Return everything that the report's scripts draw."""
    spreads = {spread.feature: spread for spread in contents.spreads}
    places = {finding.key: place for place, finding in enumerate(contents.numbers)}
    return {
        "threshold": contents.threshold,
        "not_judged": not_judged,
        "everyone": list(contents.summary.get("calls_by_hour") or ()),
        "charts": {
            "scores": _scores(contents),
            "hours": {"title": hours_title(contents), "flagged": list(contents.hours)},
            "spreads": [_spread(spread) for spread in contents.spreads],
        },
        "findings": [
            _finding(finding, contents, spreads) for finding in (*contents.numbers, *contents.lines)
        ],
        "campaigns": [embedded_campaign(story, places, contents.zone) for story in contents.stories],
    }


def embedded_finding(contents: Contents, not_judged: list[Words]) -> dict[str, Any]:
    """Return what the scripts draw of the one finding that was read."""
    spreads = {spread.feature: spread for spread in contents.spreads}
    found = (*contents.numbers, *contents.lines)
    return {
        "threshold": contents.threshold,
        "not_judged": not_judged,
        "everyone": list(contents.summary.get("calls_by_hour") or ()),
        "findings": [_finding(finding, contents, spreads) for finding in found],
        "campaigns": [],
    }


def _scores(contents: Contents) -> dict[str, Any]:
    steps = range(min(contents.score_counts, default=0), max(contents.score_counts, default=0) + 1)
    return {
        "title": scores_title(contents),
        "from": steps.start / 2,
        "step": 0.5,
        "counts": [contents.score_counts.get(step, 0) for step in steps],
    }


def _spread(spread: Spread) -> dict[str, Any]:
    unit = feature_unit(spread.feature)
    return {
        "title": capitalised(feature_title(spread.feature)),
        "unit": unit,
        "flagged": [float(figure) for figure in spread.flagged],
        "unflagged": [float(figure) for figure in spread.unflagged],
        "said": {
            side: [value_of(figure, unit) for figure in figures]
            for side, figures in (("flagged", spread.flagged), ("unflagged", spread.unflagged))
        },
    }


def _finding(finding: Finding, contents: Contents, spreads: dict[str, Spread]) -> dict[str, Any]:
    zone = contents.zone
    person = finding.person
    threshold = contents.line_threshold if finding.kind == "line" else contents.threshold
    return {
        "kind": finding.kind,
        "name": person.name,
        "raw": person.raw,
        "marks": person.marks,
        "class": person.kind,
        "place": person.place,
        "carrier": person.carrier,
        "sentence": finding_sentence(finding, threshold),
        "score": finding.score,
        "said": score(finding.score),
        "flagged": finding.flagged,
        "threshold": threshold,
        "falsely": finding.shown_falsely,
        "patterns": [pattern_title(name) for name in finding.patterns],
        "campaign": finding.campaign or "",
        "first": time_of(finding.first_ms, zone),
        "last": time_of(finding.last_ms, zone),
        "intercept": finding.intercept,
        "reasons": [
            [
                feature_sentence(reason.feature, reason.value),
                reason.contribution,
                _usual(spreads.get(reason.feature)) if finding.kind == "number" else None,
            ]
            for reason in finding.reasons
        ],
        "days": [[day, list(hours)] for day, hours in sorted(finding.days.items())],
        "busy": hours_text(finding.hours),
        "reached": [
            [
                one.name,
                one.calls,
                one.answered,
                seconds(one.talk_s),
                time_of(one.first_ms, zone),
                time_of(one.last_ms, zone),
            ]
            for one in finding.reached
        ],
        "beside": [[name, exact(calls)] for name, calls in finding.beside],
        "actions": actions(finding),
    }


def _usual(spread: Spread | None) -> Words | None:
    """Say where the middle half of unflagged heavy callers lies in the same feature."""
    if spread is None:
        return None
    low, high = (value_of(spread.unflagged[place], feature_unit(spread.feature)) for place in (1, 3))
    return Words(f"{low.en} to {high.en}", f"{low.zh} 至 {high.zh}")
