"""The report as a file: what it holds, and what it must never hold."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_result import Sample, write_sample

from jingling.detect.errors import ResultError
from jingling.detect.features import FEATURES
from jingling.detect.patterns import FALSE_CALLER_NUMBERS, PATTERNS
from jingling.detect.report.catalogue import feature_sentence, feature_title, pattern_sentence, pattern_title
from jingling.detect.report.page import json_text
from jingling.detect.report.writing import write_report
from jingling.numbers import mask

VENDOR = Path(__file__).parents[3] / "src" / "jingling" / "detect" / "report" / "vendor"


def digits(number: str) -> str:
    """Strip a number to what would give it away."""
    return number.removeprefix("+86").removeprefix("+")


def test_masked_page_holds_no_number(sample: Sample) -> None:
    """No caller's and no callee's number stands anywhere in a masked page, nor in its data."""
    page = (sample.out / "report.html").read_text(encoding="utf-8")
    told = [number for number in sample.numbers if mask(number) != number and digits(number) in page]
    assert told == []
    assert mask(sample.numbers[0]) in page
    assert "+8613812345678" not in page
    suffixes = {number[5:] for number in sample.numbers if number.startswith("952")}
    assert suffixes
    assert not [suffix for suffix in suffixes if f"({suffix})" in page]


def test_unmasked_page_shows_numbers_in_full(unmasked: Sample) -> None:
    """`--unmask` shows them, and says that the file is to be kept accordingly."""
    page = (unmasked.out / "report.html").read_text(encoding="utf-8")
    assert unmasked.numbers[0] in page
    assert "keep this file accordingly" in page


def test_policy_allows_these_scripts_alone(sample: Sample) -> None:
    """Nothing may be loaded, and every script and style is named by its digest, none by 'unsafe'."""
    page = (sample.out / "report.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in said
    assert "unsafe" not in said
    inline = [
        *re.findall(r"<script>(.*?)</script>", page, re.DOTALL),
        *re.findall(r"<style>(.*?)</style>", page, re.DOTALL),
    ]
    assert len(inline) == 8
    for source in inline:
        assert base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() in said
    assert not re.search(r"\s(on[a-z]+|style)=\"", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_embedded_json_is_inert_and_whole(value: object) -> None:
    """Whatever a record says, its JSON holds nothing that HTML reads as markup, and reads back as it was."""
    text = str(json_text(value))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_every_text_stands_in_both_languages(sample: Sample) -> None:
    """Every English span of the page has its Chinese neighbour, and neither is empty but by intent."""
    page = (sample.out / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"<(script|noscript).*?</\1>", "", page, flags=re.DOTALL)
    pairs = re.findall(r'<span lang="en">([^<]*)</span><span lang="zh-CN">([^<]*)</span>', body)
    assert len(pairs) == body.count('<span lang="en">') > 200
    assert all(zh.strip() for en, zh in pairs if en.strip() not in {"", "."})


def test_rows_read_are_rows_kept_and_set_aside(sample: Sample) -> None:
    """The page repeats the summary's three counts to the last digit."""
    summary = json.loads((sample.out / "summary.json").read_text(encoding="utf-8"))
    page = (sample.out / "report.html").read_text(encoding="utf-8")
    read, kept, aside = (f"{summary[f'rows_{what}']:,}" for what in ("read", "kept", "quarantined"))
    assert f"{read} rows read = {kept} kept + {aside} set aside" in page


def test_cap_on_findings_is_said(tmp_path: Path) -> None:
    """With more findings than a page can hold, the highest are there and the page says how many are not."""
    made = write_sample(tmp_path, callers=900, flagged=520)
    page = write_report(made.out).read_text(encoding="utf-8")
    assert "520" in page
    assert "highest of" in page
    assert len(re.findall(r'href="#number/', page)) <= 500 + 20


def test_nothing_found_is_said_with_what_it_does_not_show(tmp_path: Path) -> None:
    """A result without findings says so, shows the nearest callers, and does not call that all clear."""
    made = write_sample(tmp_path, callers=300, flagged=0)
    page = write_report(made.out).read_text(encoding="utf-8")
    assert "None of the 300 callers" in page or "and 2 of 12 lines" in page
    assert "does not show that there is nothing" in page
    assert "No number reached the threshold. The nearest:" in page


def test_bare_result_is_enough(tmp_path: Path) -> None:
    """Findings and summary alone make a page; what is not there is said to be unknown, never left blank."""
    made = write_sample(tmp_path, callers=300, flagged=10)
    for name in ("lines", "hours", "reached", "features", "number_lines", "quarantine"):
        (tmp_path / f"{name}.parquet").unlink()
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    needed = {"rows_read", "rows_kept", "rows_quarantined", "threshold"}
    (tmp_path / "summary.json").write_text(
        json.dumps({name: summary[name] for name in needed}), encoding="utf-8"
    )
    page = write_report(made.out).read_text(encoding="utf-8")
    assert "Not judged: these records do not say by which line a call came." in page


def test_no_result_is_an_error_with_a_hint(tmp_path: Path) -> None:
    """A directory without a result is refused with what to do, and gets no report."""
    with pytest.raises(ResultError) as fault:
        write_report(tmp_path)
    assert "jingling detect" in fault.value.hint
    assert list(tmp_path.iterdir()) == []


def test_sample_keeps_the_result_contract(sample: Sample) -> None:
    """The sample that these tests stand on is coherent: flags and scores follow from the parts."""
    for row in pq.read_table(sample.out / "findings.parquet").slice(0, 100).to_pylist():
        total = row["intercept"] + sum(reason["contribution"] for reason in row["reasons"])
        assert row["score"] == pytest.approx(1 / (1 + 2.718281828459045**-total))
        assert row["flagged"] == (row["score"] >= 0.62)


def test_every_feature_and_pattern_is_said_in_both_languages() -> None:
    """No name of the model reaches a reader bare, and every value becomes a sentence in both languages."""
    for feature in FEATURES:
        for value in (0.0, 0.5, 3.0, 12345.678, None):
            said = feature_sentence(feature.name, value)
            assert said.en
            assert said.zh
            assert "{" not in said.en + said.zh
        assert feature_title(feature.name).zh != feature.name
    for pattern in (*PATTERNS, FALSE_CALLER_NUMBERS):
        assert pattern_title(pattern.name).zh != pattern.name
        assert pattern_sentence(pattern.name).en


def test_vendored_charts_are_as_published() -> None:
    """ECharts and its licences are byte for byte those whose digests stand beside them."""
    for line in (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
