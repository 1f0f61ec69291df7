"""What people are told of campaigns: in the terminal, as JSON, and in the report's data."""

import io
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import RenderableType
from sample_campaigns import INTERCEPT, LIST, NAMES, add_campaigns, device, person
from sample_result import Sample, write_sample
from typer.testing import CliRunner

from jingling.campaigns.evidence import EVIDENCE, evidence_words
from jingling.campaigns.weights import KIND
from jingling.cli import app
from jingling.detect.errors import ResultError
from jingling.detect.report.campaign_text import campaign_json, campaign_text, campaigns_text
from jingling.detect.report.campaign_wording import what_if
from jingling.detect.report.campaigns import campaign_list, campaign_story
from jingling.detect.report.network import MOST_NODES, MOST_TIES, network
from jingling.detect.report.springs import laid_out
from jingling.detect.report.terminal import console, terminal_table
from jingling.detect.report.writing import write_report
from jingling.numbers import mask
from jingling.words import Language

SIZES = (48, 12)


@pytest.fixture(scope="module")
def ganged(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A sample result with two campaigns, its report beside it."""
    made = write_sample(tmp_path_factory.mktemp("ganged"), callers=1500)
    add_campaigns(made.out, SIZES)
    write_report(made.out)
    return made


def printed(thing: RenderableType, monkeypatch: pytest.MonkeyPatch) -> str:
    """Print a thing to a pipe."""
    monkeypatch.delenv("COLUMNS", raising=False)
    file = io.StringIO()
    console(file).print(thing)
    return file.getvalue()


def private(sample: Sample) -> list[str]:
    """Return the digits of everything that is masked: numbers, people on the lists, devices."""
    people = [person(at) for at in range(2 * LIST)]
    names = [name for name in (*sample.numbers, *people) if mask(name) != name]
    return [
        *(name.removeprefix("+86").removeprefix("+") for name in names),
        *(device(at) for at in range(120)),
        "170123456",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_terminal_tells_a_campaign_within_a_hundred_columns(
    ganged: Sample, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One campaign, the list of all, and the table after a detection fit 100 columns and mask numbers."""
    story = campaign_story(ganged.out, NAMES[0], unmask=False)
    for thing in (
        campaign_text(story, language),
        campaigns_text(campaign_list(ganged.out), language),
        terminal_table(ganged.out, language),
    ):
        shown = printed(thing, monkeypatch)
        assert NAMES[0] in shown
        assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= 100
        assert not [digits for digits in private(ganged) if digits in shown]


def test_nothing_private_stands_in_json_or_report(ganged: Sample) -> None:
    """Neither `--json` nor the report's data holds a number, a person or a device in full."""
    told = json.dumps(campaign_json(campaign_story(ganged.out, NAMES[0], unmask=False)))
    page = (ganged.out / "report.html").read_text(encoding="utf-8")
    data = page[page.index('id="data"') : page.index("</script>", page.index('id="data"'))]
    assert NAMES[1] in data
    for text in (told, data):
        assert not [digits for digits in private(ganged) if digits in text]


def test_unmasked_story_names_all(ganged: Sample) -> None:
    """With `--unmask` numbers, people and devices stand in full; of a block the last two digits stay open."""
    story = campaign_story(ganged.out, NAMES[0], unmask=True)
    names = {one.kind: one.name for one in story.shared}
    assert story.members[0].name in ganged.numbers
    assert re.fullmatch(r"\+86159\d{8}", names["people"])
    assert re.fullmatch(r"86\d{13}", names["devices"])
    assert re.fullmatch(r"\+86170123\d{3}xx", names["blocks"])


def test_what_if_takes_away_the_strongest_link(ganged: Sample) -> None:
    """The weakest number's links and the start add up to its probability, and all but one to the other."""
    story = campaign_story(ganged.out, NAMES[0], unmask=False)
    weakest = story.weakest
    assert weakest is not None
    assert story.members[weakest.member].probability == min(one.probability for one in story.members)
    assert weakest.intercept == INTERCEPT
    total = INTERCEPT + 3.5 - 0.2 - 0.25
    assert weakest.log_odds == pytest.approx(total)
    assert story.members[weakest.member].probability == pytest.approx(1 / (1 + math.exp(-total)))
    assert weakest.strongest is not None
    assert weakest.strongest.kind == "list"
    assert weakest.without == pytest.approx(1 / (1 + math.exp(3.5 - total)))
    # the others would be at -3 + 1.5 + 1.0 - 0.25 without their lists
    assert story.leaning == SIZES[0]
    said = what_if(story, weakest)
    assert "it would not belong" in said.en
    assert f"{weakest.without:.3f}" in said.en
    assert "不属于该团伙" in said.zh


def test_what_if_needs_no_intercept(ganged: Sample, tmp_path: Path) -> None:
    """Where the summary does not tell the start, it is what the links leave of the probability's log-odds."""
    for path in ganged.out.glob("*.parquet"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    summary = json.loads((ganged.out / "summary.json").read_text(encoding="utf-8"))
    del summary["campaigns"]
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    weakest = campaign_story(tmp_path, NAMES[0], unmask=False).weakest
    assert weakest is not None
    assert weakest.intercept == pytest.approx(INTERCEPT)


def test_numbers_take_turns(ganged: Sample) -> None:
    """The busiest hour and the usual length of use follow from the hours that were kept."""
    story = campaign_story(ganged.out, NAMES[0], unmask=False)
    use = story.use
    assert use is not None
    counts: dict[int, int] = {}
    for member in story.members:
        for hour in member.hours:
            counts[hour] = counts.get(hour, 0) + 1
    assert use.most == max(counts.values()) == counts[use.when]
    assert use.usual == 5
    assert use.known == SIZES[0]
    assert sum(story.by_hour) == sum(sum(member.hours.values()) for member in story.members)


def test_shared_things_come_with_most_holders_first(ganged: Sample) -> None:
    """What most numbers share comes first, with its holders and their calls."""
    story = campaign_story(ganged.out, NAMES[0], unmask=False)
    held = [len(one.holders) for one in story.shared]
    assert held == sorted(held, reverse=True)
    assert {one.name for one in story.shared if one.kind == "lines"} == {"trunk-00", "trunk-01"}
    assert all(one.kind == "people" for one in story.people)
    assert story.people


def test_unknown_campaign_is_named_with_those_known(ganged: Sample, tmp_path: Path) -> None:
    """A wrong name is an error that names some known ones; a result without campaigns says that."""
    with pytest.raises(ResultError) as fault:
        campaign_story(ganged.out, "20990101-ffffff", unmask=False)
    assert all(name in fault.value.hint for name in NAMES)
    bare = write_sample(tmp_path, callers=300, flagged=5)
    with pytest.raises(ResultError, match="was not searched for campaigns"):
        campaign_list(bare.out)
    page = write_report(bare.out).read_text(encoding="utf-8")
    assert 'id="campaigns"' not in page


def test_tables_beside_the_list_are_optional(ganged: Sample, tmp_path: Path) -> None:
    """With `campaigns.parquet` alone a campaign still has its story, and the report its page."""
    for name in ("findings", "campaigns"):
        (tmp_path / f"{name}.parquet").write_bytes((ganged.out / f"{name}.parquet").read_bytes())
    (tmp_path / "summary.json").write_bytes((ganged.out / "summary.json").read_bytes())
    story = campaign_story(tmp_path, NAMES[0], unmask=False)
    assert story.weakest is None
    assert story.use is None
    assert story.by_hour[9:20] == (1,) * 11
    assert NAMES[0] in write_report(tmp_path).read_text(encoding="utf-8")


def test_command_shows_one_or_all(ganged: Sample) -> None:
    """`jingling campaigns show` lists all, and with a name tells one, as text or as JSON."""
    run = CliRunner()
    listed = run.invoke(app, ["campaigns", "show", "--in", str(ganged.out), "--json"])
    assert [one["name"] for one in json.loads(listed.stdout)] == list(NAMES)
    one = run.invoke(app, ["campaigns", "show", NAMES[1], "--in", str(ganged.out), "--json"])
    plain = json.loads(one.stdout)
    assert len(plain["members"]) == SIZES[1]
    assert plain["evidence"][0]["sentence"].keys() == {"en", "zh"}
    assert "key" not in plain["members"][0]
    text = run.invoke(app, ["campaigns", "show", NAMES[1], "--in", str(ganged.out), "--lang", "zh"])
    assert "协同行动" in text.stdout


def test_every_kind_of_evidence_is_said_in_both_languages() -> None:
    """Each kind has a text for and against in both languages; an unknown kind stands for itself."""
    assert set(KIND.values()) <= EVIDENCE.keys()
    for words in EVIDENCE.values():
        assert all((*words.agrees, *words.differs))
        assert words.agrees != words.differs
    assert evidence_words("aura").agrees.en == "aura"


def test_network_is_cut_to_what_a_browser_draws(tmp_path: Path) -> None:
    """A campaign of 2,400 numbers is drawn with at most 2,000 nodes, and both counts are told."""
    made = write_sample(tmp_path, callers=2600, flagged=60)
    add_campaigns(made.out, (2400,))
    story = campaign_story(made.out, NAMES[0], unmask=False)
    drawn = network(story)
    assert len(drawn.members) + len(drawn.shared) == len(drawn.places) <= MOST_NODES
    assert 0 < len(drawn.ties) <= MOST_TIES
    assert drawn.numbers == 2400
    assert drawn.shared_all == len(story.shared)
    assert all(
        drawn.members[one] in story.shared[drawn.shared[other - len(drawn.members)]].holders
        for one, other in drawn.ties[::50]
    )


def test_layout_is_the_same_each_time_and_brings_the_tied_together() -> None:
    """Two groups, each around a thing it shares, lie apart; the same ties give the same places."""
    ties = [(at, 40 + at // 20) for at in range(40)]
    places = laid_out(42, ties)
    assert places == laid_out(42, ties)
    assert all(0 <= x <= 1000 and 0 <= y <= 1000 for x, y in places)
    at = np.array(places[:40], float)
    middles = at.reshape(2, 20, 2).mean(axis=1)
    own = np.linalg.norm(at - np.repeat(middles, 20, axis=0), axis=1)
    other = np.linalg.norm(at - np.repeat(middles[::-1], 20, axis=0), axis=1)
    assert (own < other).all()
    assert laid_out(0, []) == ()
    assert len(set(laid_out(5, []))) == 5
