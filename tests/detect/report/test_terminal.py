"""What the terminal shows: the tables of a result, and an explanation."""

import io
import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType
from sample_result import Sample

from jingling.detect.report.explanation import (
    Contribution,
    Described,
    Explanation,
    Rung,
    explanation_json,
    explanation_text,
)
from jingling.detect.report.terminal import PIECES, Paragraph, console, terminal_table
from jingling.words import Language, Words

EXPLANATION = Explanation(
    number="139****0001",
    described=Described(
        Words("mobile", "移动电话"), Words("Guangzhou", "广东广州"), Words("China Mobile", "中国移动")
    ),
    score=1 / (1 + math.exp(-2.25)),
    flagged=True,
    threshold=0.62,
    intercept=-7.1,
    contributions=(
        Contribution("talk_s", 24.0, -0.65),
        Contribution("callees_per_day", 431.0, 7.5),
        Contribution("mutual_share", 0.004, 2.5),
        Contribution("line_suspicion", None, 0.0001),
    ),
    patterns=("robot_pacing",),
    calls=862,
    callees=790,
    hours=(0,) * 9 + (50, 120, 130, 20, 60) + (90,) * 4 + (0,) * 6,
    rung=(Rung("138****0002", 3, 1, 12.0),),
    lines=(("trunk-03", 862),),
    not_judged=(Words("one-ring bait: no ringing time", "响一声：没有振铃时长"),),
)


def printed(thing: RenderableType, *, terminal: bool = False, width: int = 160) -> str:
    """Print a thing to a terminal of some width, or to a pipe."""
    file = io.StringIO()
    to = Console(file=file, force_terminal=True, width=width, highlight=False) if terminal else console(file)
    to.print(thing)
    return file.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_table_fits_a_hundred_columns_and_is_plain_when_piped(
    sample: Sample, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Piped, the tables are plain text; nowhere are they wider than 100 columns, in either language."""
    monkeypatch.delenv("COLUMNS", raising=False)
    piped = printed(terminal_table(sample.out, language))
    assert "\x1b" not in piped
    assert max(cell_len(line.rstrip()) for line in piped.splitlines()) <= 100
    assert "report.html" in piped.replace("\n", "")
    assert "jingling explain" in piped
    assert ("appear to harass" in piped) == (language == "en")


def test_colour_is_off_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR leaves weights and signs readable without a single colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    shown = printed(explanation_text(EXPLANATION, "en"), terminal=True)
    assert "\x1b[34m" not in shown
    assert "+++" in shown


def test_numbers_are_masked_in_the_terminal_too(sample: Sample) -> None:
    """The table shows no number in full."""
    shown = printed(terminal_table(sample.out, "en"))
    assert not [number for number in sample.numbers if number.startswith("+86") and number[3:] in shown]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explanation_shows_a_sum_that_adds_up(language: Language) -> None:
    """The weights shown, largest first, and the start add up to the log-odds shown, and to the score."""
    shown = printed(explanation_text(EXPLANATION, language))
    figures = [line.split()[-1] for line in shown.splitlines() if line.strip()]
    weights = [
        float(figure) for figure in figures if figure[0] in "+-" and figure[1:].replace(".", "").isdigit()
    ]
    *parts, start, total = weights
    assert [abs(part) for part in parts] == sorted((abs(part) for part in parts), reverse=True)
    assert sum(parts) + start == pytest.approx(total, abs=0.03)
    assert f"{1 / (1 + math.exp(-total)):.3f}" in figures
    assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= 100
    assert EXPLANATION.not_judged[0].text(language) in shown
    assert EXPLANATION.number in shown


def test_explanation_says_why_not_as_well() -> None:
    """A number below the threshold is explained by the same sum, and said not to be flagged."""
    low = Explanation("139****0003", EXPLANATION.described, 0.001, False, 0.62, -7.1, ())
    shown = printed(explanation_text(low, "en"))
    assert "Not flagged" in shown
    assert "-7.10" in shown


@given(
    st.text(st.sampled_from("号码属于该团伙的概率，。（）、 a1>9.")).map(
        lambda text: f"{' '.join(text.split())}终"
    ),
    st.integers(60, 100),
)
def test_a_chinese_paragraph_fills_its_lines(said: str, width: int) -> None:
    """No character is lost, no line is too wide, and each holds all that may stand on it."""
    file = io.StringIO()
    Console(file=file, width=width).print(Paragraph(said))
    lines = file.getvalue().rstrip("\n").split("\n")
    assert "".join("".join(lines).split()) == "".join(said.split())
    assert all(cell_len(line) <= width for line in lines)
    for line, after in pairwise(lines):
        begins = PIECES.findall(after)[0].rstrip()
        assert cell_len(f"{line} {begins}") > width


@pytest.mark.parametrize(("language", "verdict"), [("en", "Not judged"), ("zh", "未作判断")])
def test_who_is_not_judged_is_not_called_innocent(language: Language, verdict: str) -> None:
    """The score of a caller without habits is not held against the threshold, as if it meant something."""
    unjudged = Explanation("139****0003", EXPLANATION.described, 0.001, False, 0.62, -7.1, (), judged=False)
    heading = printed(explanation_text(unjudged, language)).splitlines()[1]
    assert verdict in heading
    assert "0.62" not in heading


def test_explanation_as_json_carries_both_languages_and_the_sum() -> None:
    """`--json` gives plain values: each part with its sentence in both languages, and a sum that adds up."""
    plain = json.loads(json.dumps(explanation_json(EXPLANATION)))
    total = plain["intercept"] + sum(part["contribution"] for part in plain["contributions"])
    assert plain["log_odds"] == pytest.approx(total)
    assert plain["contributions"][0]["feature"] == "callees_per_day"
    assert plain["contributions"][0]["sentence"].keys() == {"en", "zh"}
    assert plain["described"]["kind"] == {"en": "mobile", "zh": "移动电话"}
    assert plain["contributions"][-1]["value"] is None
