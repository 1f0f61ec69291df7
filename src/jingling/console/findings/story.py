"""One finding's story: what the report's own scripts draw, read from the files of its result."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from jingling.console.findings.access import findings_of
from jingling.console.findings.models import Finding
from jingling.detect.report.campaign_embedded import embedded_campaign
from jingling.detect.report.campaign_wording import campaign_sentence
from jingling.detect.report.campaigns import campaign_story
from jingling.detect.report.contents import words_of
from jingling.detect.report.embedded import embedded_finding
from jingling.detect.report.reading import read_finding
from jingling.detect.report.wording import finding_sentence
from jingling.errors import JinglingError
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Story:
    """What a finding's page tells.

    Args:
        sentence: the finding in one sentence.
        data: what the scripts draw; empty where the result's files are gone.
        campaign: the address of its campaign's page, empty for none.
    """

    sentence: Words
    data: dict[str, Any]
    campaign: str = ""


GONE = Words(
    "The files of this result can no longer be read where they were; the explanation is not shown.",
    "该结果的文件已无法在原位置读取，不显示解释。",
)


def story_of(user: Any, finding: Finding) -> Story:
    """Read the story of a finding; numbers in it are masked."""
    out = Path(finding.result.place)
    try:
        if finding.kind == "campaign":
            return _campaign(out, finding)
        contents = read_finding(out, finding.kind, finding.name)
    except (JinglingError, OSError):
        return Story(GONE, {})
    not_judged = [words_of(said) for said in contents.summary.get("not_judged", ())]
    found = (*contents.numbers, *contents.lines)[0]
    threshold = contents.line_threshold if finding.kind == "line" else contents.threshold
    return Story(
        finding_sentence(found, threshold),
        {**embedded_finding(contents, not_judged), "pages": _campaign_pages(user, finding)},
    )


def _campaign(out: Path, finding: Finding) -> Story:
    zone = json.loads((out / "summary.json").read_text(encoding="utf-8")).get("zone", "Asia/Shanghai")
    story = campaign_story(out, finding.name, unmask=False)
    drawn = embedded_campaign(story, {}, ZoneInfo(zone))
    return Story(
        campaign_sentence(story.campaign),
        {"not_judged": [], "findings": [], "campaigns": [drawn], "pages": {}},
    )


def _campaign_pages(user: Any, finding: Finding) -> dict[str, str]:
    """Return the page of the finding's campaign by its name."""
    if not finding.campaign:
        return {}
    found = findings_of(user, "campaign").filter(result=finding.result_id, name=finding.campaign).first()
    return {found.name: reverse("findings:campaign", args=[found.pk])} if found else {}
