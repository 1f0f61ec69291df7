"""The evaluation as a page: what was found, what was missed, and who was wronged, each with its doubt."""

import math
from pathlib import Path
from typing import Any, TypedDict

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jingling.detect.report.figures import exact, share
from jingling.detect.report.page import render
from jingling.detect.report.roles import role_words
from jingling.detect.report.terminal import Fitted, columns
from jingling.words import Language, Words

SCRIPTS = ("vendor/echarts.min.js", "assets/page.js", "assets/charts.js", "assets/evaluation.js")


class RecallAt(TypedDict):
    """Recall where the threshold lets through one false-positive rate."""

    false_positive_rate: float
    recall: float


class AtThreshold(TypedDict):
    """What the shipped threshold does."""

    recall: float
    false_positives: int
    innocents: int
    false_positive_rate: float


class RecallByRole(TypedDict):
    """Recall of one kind of harasser, over `numbers` numbers."""

    role: str
    numbers: int
    recall: float


class InnocentsByRole(TypedDict):
    """Innocents of one role wrongly flagged, per 10,000, with the upper 95 % bound."""

    role: str
    numbers: int
    flagged: int
    per_10000: float
    upper_95_per_10000: float


class CurvePoint(TypedDict):
    """One threshold's precision and recall."""

    threshold: float
    precision: float
    recall: float


class Calibration(TypedDict):
    """Callers of one range of scores: their mean score, and the share of them that harass."""

    score: float
    observed: float
    callers: int


class EvaluationPage(TypedDict):
    """What `jingling.detect.evaluate.evaluate` returns."""

    callers: int
    callers_without_truth: int
    nuisance: int
    nuisance_counted: int
    least_calls: int
    recall_at: list[RecallAt]
    at_threshold: AtThreshold
    recall_by_role: list[RecallByRole]
    innocents_by_role: list[InnocentsByRole]
    precision_recall: list[CurvePoint]
    calibration: list[Calibration]


def write_evaluation(evaluation: EvaluationPage, path: Path) -> Path:
    """Write an evaluation as one self-contained page, and return its path."""
    page = render(
        "evaluation.html.j2",
        scripts=SCRIPTS,
        data=_embedded(evaluation),
        values={"evaluation": evaluation, "headline": _headline(evaluation), "counted": _counted(evaluation)},
    )
    path.write_text(page, encoding="utf-8")
    return path


def evaluation_table(evaluation: EvaluationPage, language: Language) -> RenderableType:
    """Return what `jingling evaluate` prints: recall, kinds found, innocents wronged, within 100 columns."""

    def table(*heads: Words) -> Table:
        made = columns([head.text(language) for head in heads], right=range(1, len(heads)))
        made.columns[0].min_width = 36
        return made

    recall = Words("recall", "召回率")
    at = table(Words("Innocents wrongly flagged", "误标的无辜主叫"), recall)
    for one in evaluation["recall_at"]:
        allowed = exact(round(1 / one["false_positive_rate"]))
        said = Words(f"1 in {allowed} allowed", f"每 {allowed} 个中允许 1 个")
        at.add_row(said.text(language), _percent(one["recall"]))
    shipped = evaluation["at_threshold"]
    wrong = f"{exact(shipped['false_positives'])} / {exact(shipped['innocents'])}"
    said = Words(f"at the threshold: {wrong}", f"实际阈值：{wrong}")
    at.add_row(said.text(language), _percent(shipped["recall"]))
    kinds = table(
        Words("Kind of harasser", "骚扰类别"),
        recall,
        Words("95% interval", "95% 区间"),
        Words("numbers", "号码数"),
    )
    for kind in _kinds(evaluation):
        low, high = wilson(kind["recall"], kind["numbers"])
        kinds.add_row(
            role_words(kind["role"]).text(language),
            _percent(kind["recall"]),
            f"{_percent(low)} – {_percent(high)}",
            exact(kind["numbers"]),
        )
    innocents = table(
        Words("Innocent role", "无辜主叫角色"),
        Words("flagged", "误标"),
        Words("of", "总数"),
        Words("in 10,000", "每万个"),
        Words("at most (95%)", "95% 上限"),
    )
    for role in _innocents(evaluation):
        innocents.add_row(
            role_words(role["role"]).text(language),
            exact(role["flagged"]),
            exact(role["numbers"]),
            f"{role['per_10000']:.1f}",
            f"{role['upper_95_per_10000']:.1f}",
        )
    headline = Text(_headline(evaluation).text(language), style="bold")
    counted = Text(_counted(evaluation).text(language))
    return Fitted(Group(headline, counted, Text(), at, Text(), kinds, Text(), innocents))


def wilson(share_seen: float, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion (Wilson 1927)."""
    z = 1.96
    middle = share_seen + z * z / (2 * trials)
    half = z * math.sqrt(share_seen * (1 - share_seen) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def _headline(evaluation: EvaluationPage) -> Words:
    at = evaluation["at_threshold"]
    recall, wrong, innocents = share(at["recall"]).en, exact(at["false_positives"]), exact(at["innocents"])
    return Words(
        f"It found {recall} of the numbers that harass, and wrongly flagged {wrong} of {innocents} innocent "
        f"callers.",
        f"发现了 {recall} 的骚扰号码；{innocents} 个无辜主叫中误标 {wrong} 个。",
    )


def _counted(evaluation: EvaluationPage) -> Words:
    counted, nuisance, least = (
        exact(number)
        for number in (evaluation["nuisance_counted"], evaluation["nuisance"], evaluation["least_calls"])
    )
    without = exact(evaluation["callers_without_truth"])
    return Words(
        f"{counted} of {nuisance} numbers that harass made at least {least} calls; recall counts those. "
        f"{without} callers are not in the truth and count neither way.",
        f"{nuisance} 个骚扰号码中有 {counted} 个呼出不少于 {least} 次，召回率按这些号码计算。"
        f"另有 {without} 个主叫不在真值中，不计入。",
    )


def _percent(part: float) -> str:
    return f"{100 * part:.1f}%"


def _kinds(evaluation: EvaluationPage) -> list[RecallByRole]:
    """Put the kinds that are hardest to find first."""
    return sorted(evaluation["recall_by_role"], key=lambda one: (one["recall"], one["role"]))


def _innocents(evaluation: EvaluationPage) -> list[InnocentsByRole]:
    """Put the roles that are wronged most first."""
    return sorted(
        evaluation["innocents_by_role"],
        key=lambda one: (-one["per_10000"], -one["upper_95_per_10000"], one["role"]),
    )


def _embedded(evaluation: EvaluationPage) -> dict[str, Any]:
    return {
        "curve": [
            [point["recall"], point["precision"], point["threshold"]]
            for point in evaluation["precision_recall"]
        ],
        "calibration": [
            [one["score"], one["observed"], one["callers"], *wilson(one["observed"], one["callers"])]
            for one in evaluation["calibration"]
        ],
        "kinds": [
            [
                role_words(one["role"]),
                one["recall"],
                one["numbers"],
                *wilson(one["recall"], one["numbers"]),
            ]
            for one in _kinds(evaluation)
        ],
        "innocents": [
            [
                role_words(one["role"]),
                one["per_10000"],
                one["upper_95_per_10000"],
                one["flagged"],
                one["numbers"],
            ]
            for one in _innocents(evaluation)
        ],
    }
