"""The rule pack: rows and functions agree, files laid over it change what they say and nothing else."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.cli.rule_page import rules_page
from jingling.rules import EFFECTS, Country, RulesError, load_pack, parse_window
from jingling.rules import judgments as functions

DOCS = Path(__file__).parents[2] / "docs"
PACK = load_pack()


def laid(tmp_path: Path, text: str) -> Path:
    """Write a file to lay over the pack."""
    path = tmp_path / "new.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_function_has_a_rule_and_every_rule_its_words() -> None:
    """No file of judgments is left without a row; each answer speaks both languages and has an effect."""
    files = {path.stem for path in Path(str(functions.__file__)).parent.glob("*.py")} - {"__init__"}
    assert {rule.judge.__module__.rsplit(".", 1)[-1] for rule in PACK.rules if rule.directions} == files
    for rule in PACK.rules:
        assert rule.source.en, rule.id
        assert rule.source.zh, rule.id
        for answer in rule.answers.values():
            assert all((answer.text.en, answer.text.zh, answer.remedy.en, answer.remedy.zh)), answer
            assert answer.effect in EFFECTS
            assert bool(answer.label.zh) == bool(answer.label.en) == (answer.effect == "label"), answer


def test_only_firm_rules_are_on_by_default() -> None:
    """Drafts, practice of single platforms and the weak figure are off; readings that are on say so."""
    off = {rule.id for rule in PACK.rules if not rule.on}
    assert off == {"CN-SILENCE", "CN-BURST", "CN-COLLECT-TRY", "CN-FREQ-A", "CN-FREQ-B", "CN-FREQ-C"}
    for code in ("CN-REFUSE-PRINCIPAL", "CN-REFUSE", "CN-INTL86"):
        assert "reading" in PACK.by_id[code].status


@pytest.mark.parametrize("ending", [".md", ".zh.md"], ids=["en", "zh"])
@pytest.mark.parametrize(("name", "country"), [("rules", "cn"), ("rules-us", "us")])
def test_the_page_of_rules_is_the_pack(name: str, country: Country, ending: str) -> None:
    """The table of all codes in the docs is what `jingling rules list --markdown` prints."""
    page = (DOCS / f"{name}{ending}").read_text(encoding="utf-8")
    pack = load_pack(country=country)
    assert page == rules_page(pack, "zh" if "zh" in ending else "en", country)


def test_a_second_country_needs_data_and_no_code() -> None:
    """Each of its rules is asked by a function that China's pack has, and says things in both languages."""
    pack = load_pack(country="us")
    assert {rule.id.partition("-")[0] for rule in pack.rules}.isdisjoint({"CN"})
    ours = [rule for rule in pack.rules if rule.id.startswith("US-")]
    assert {rule.judge for rule in ours if rule.directions} < {rule.judge for rule in PACK.rules}
    for rule in ours:
        assert rule.source.zh
        assert all(answer.text.zh and answer.remedy.zh for answer in rule.answers.values())


def test_a_rule_is_in_force_between_its_days(tmp_path: Path) -> None:
    """A rule is asked on its first and its last day, and neither before nor after."""
    text = '[[rule]]\nid = "CN-CONSENT"\nsince = 2026-01-10\nuntil = 2026-01-20\n'
    pack = load_pack(laid(tmp_path, text))
    days = {
        day: any(r.id == "CN-CONSENT" for r in pack.asked("outbound", date(2026, 1, day)))
        for day in range(9, 22)
    }
    assert [day for day, asked in days.items() if asked] == list(range(10, 21))


def test_what_is_laid_over_changes_what_it_says_alone(tmp_path: Path) -> None:
    """A figure, an effect or a shadow changes; the rest of the rule and every other rule stay."""
    text = """
[[rule]]
id = "CN-BURST"
shadow = true
figures = { numbers = 5 }
answers.burst = { effect = "challenge" }
"""
    pack = load_pack(laid(tmp_path, text))
    burst = pack.by_id["CN-BURST"]
    assert burst.figures == {"numbers": 5, "window_s": 600}
    assert burst.answers["burst"].effect == "challenge"
    assert burst in pack.asked("network", date(2026, 11, 1), shadow=True)
    assert burst not in pack.asked("network", date(2026, 11, 1))
    assert [rule for rule in pack.rules if rule.id != "CN-BURST"] == [
        rule for rule in PACK.rules if rule.id != "CN-BURST"
    ]
    assert pack.digest != PACK.digest


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        '[[rules]]\nid = "X"',
        '[[rule]]\nid = "CN-CONSENT"\nstatus = "law"\nsurprise = 1',
        '[[rule]]\nid = "CN-CONSENT"\njudge = "silence_is_refusal"',
        '[[rule]]\nid = "CN-CONSENT"\ndirections = ["sideways"]',
        '[[rule]]\nid = "CN-CONSENT"\nanswers.without-proof = { effect = "shout" }',
        '[[rule]]\nid = "NEW"\nstatus = "rumour"\nsource = ["a", "b"]\ndirections = []\nanswers = {}',
        '[[rule]]\nid = "NEW"\nstatus = "law"\nsource = ["a", "b"]\njudge = "nowhere"\nanswers = {}',
    ],
)
def test_a_wrong_pack_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    """Whatever is wrong in a pack is an error that names the file and says what to do."""
    path = laid(tmp_path, text)
    with pytest.raises(RulesError) as told:
        load_pack(path)
    assert str(path) in told.value.message
    assert told.value.hint


@given(st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 1439))
def test_a_window_holds_from_its_first_minute_until_before_its_last(
    first: int, last: int, minute: int
) -> None:
    """Written windows hold exactly the minutes between their ends, over midnight too."""
    if first == last:
        return
    window = parse_window(f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}")
    assert window is not None
    inside, at = set(), first
    while at != last % 1440 or not inside:
        inside.add(at)
        at = (at + 1) % 1440
    assert window.holds(minute) == (minute in inside)


@given(st.text(max_size=12))
def test_any_other_text_is_no_window(text: str) -> None:
    """A text is a window, an empty one, or an error; never anything else."""
    try:
        window = parse_window(text)
    except RulesError:
        return
    assert (window is None) == (not text.strip())
