"""Campaigns in the terminal and as JSON: a table of all, or one campaign's story, within 100 columns."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jingling.campaigns import KINDS
from jingling.detect.report.campaign_wording import (
    belief_sentence,
    campaign_actions,
    campaign_sentence,
    counted_sentence,
    evidence_sentence,
    hour_said,
    leaning_sentence,
    members_sentence,
    people_title,
    places_words,
    use_sentence,
    what_if,
)
from jingling.detect.report.campaigns import Campaign, Link, Member, Shared, Story, Weakest, spread_evenly
from jingling.detect.report.figures import exact, hours_text
from jingling.detect.report.terminal import Fitted, Paragraph, bar, campaigns_table, columns
from jingling.detect.report.wording import NO_SENTENCE
from jingling.words import Language, Words

STRIP = 56
"""Width of the strips that show which number was in use when, in characters."""

MOST_STRIPS, MOST_PEOPLE, MOST_SHARED = 16, 10, 6
"""How many numbers, people and other shared things the terminal shows."""


def campaigns_text(campaigns: Sequence[Campaign], language: Language) -> RenderableType:
    """Return what `jingling campaigns show` prints without a name: all campaigns of a result."""
    if not campaigns:
        none = Words(
            "No campaign was found. That does not show that there is none.",
            "未发现团伙。这并不说明没有团伙。",
        )
        return Fitted(Text(none.text(language)))
    table = campaigns_table(campaigns, language)
    return Fitted(Group(table, Text(), Text(NO_SENTENCE.text(language), style="dim")))


def campaigns_json(campaigns: Sequence[Campaign]) -> list[dict[str, Any]]:
    """Return the same as JSON values."""
    return [asdict(campaign) for campaign in campaigns]


def campaign_text(story: Story, language: Language) -> RenderableType:
    """Return what `jingling campaigns show` prints of one campaign."""

    def heading(words: Words) -> Text:
        return Text(words.text(language), style="bold")

    campaign = story.campaign
    parts: list[RenderableType] = [
        Text(campaign.name, style="bold"),
        Paragraph(campaign_sentence(campaign).text(language)),
        Paragraph(belief_sentence(campaign).text(language)),
    ]
    if facts := _facts(story):
        parts.append(Text(facts.text(language)))
    if any(member.hours for member in story.members):
        parts += [Text(), heading(use_sentence(story)), _strips(story, language)]
    if campaign.evidence:
        why = Words("Why they are one (mean weight)", "为何是一伙（平均权重）")
        parts += [Text(), _evidence(campaign.evidence, why, language, campaign)]
    if story.weakest:
        parts += [Text(), Paragraph(what_if(story, story.weakest).text(language))]
        parts += [Paragraph(leaning_sentence(story).text(language))]
        if story.weakest.links:
            name = story.members[story.weakest.member].name
            head = Words(f"What links {name} to the rest", f"{name} 与其余号码的联系")
            parts += [Text(), _sum(story.weakest, head, language)]
    if things := [one for one in story.shared if one.kind != "people"]:
        parts += [Text(), _shared(things[:MOST_SHARED], Words("What they share", "共有之处"), language)]
    if story.people:
        parts += [Text(), _shared(story.people[:MOST_PEOPLE], people_title(story), language)]
    parts += [Text(), heading(Words("What to do now", "现在怎么办"))]
    parts += [
        Paragraph(f"  {at}. {said.text(language)}") for at, said in enumerate(campaign_actions(story), 1)
    ]
    parts += [Text(), Text(NO_SENTENCE.text(language), style="dim")]
    return Fitted(Group(*parts))


def campaign_json(story: Story) -> dict[str, Any]:
    """Return the same as JSON values, with every number and everything shared; texts in both languages."""
    weakest = story.weakest
    return {
        **asdict(story.campaign),
        "evidence": [
            {**asdict(link), "sentence": evidence_sentence(link)._asdict()}
            for link in story.campaign.evidence
        ],
        "members": [_member(member) for member in story.members],
        "shared": [
            {
                "kind": one.kind,
                "name": one.name,
                "numbers": len(one.holders),
                "calls": one.calls,
                "members": sorted(one.holders),
            }
            for one in story.shared
        ],
        "weakest": weakest
        and {
            "member": weakest.member,
            "intercept": weakest.intercept,
            "links": [asdict(link) for link in weakest.links],
            "log_odds": weakest.log_odds,
            "probability_without_strongest": weakest.without,
            "sentence": what_if(story, weakest)._asdict(),
        },
        "hanging_on_one_link": story.leaning,
    }


def _member(member: Member) -> dict[str, Any]:
    plain = asdict(member)
    plain["number"] = plain.pop("name")
    del plain["key"]
    plain["hours"] = [[hour_said(at).en.split("–")[0], calls] for at, calls in sorted(member.hours.items())]
    return plain


def _facts(story: Story) -> Words:
    places = places_words(story.campaign, ("lines", "devices", "cells", "blocks"))
    hours = hours_text(story.by_hour)
    busy = Words(f"busy from {hours} h", f"集中在 {hours} 时") if hours else Words("", "")
    return Words(
        " · ".join(part for part in (places.en, busy.en) if part),
        " · ".join(part for part in (places.zh, busy.zh) if part),
    )


def _evidence(
    links: Sequence[Link], head: Words, language: Language, campaign: Campaign | None = None
) -> Table:
    """Table evidence as signed bars, with the numbers of a campaign, or the people of a number, it counts."""
    heads = (head, Words("", ""), Words("weight", "权重"))
    table = columns([words.text(language) for words in heads], right=(2,), wide=0)
    widest = max(abs(link.weight) for link in links) or 1.0
    for link in links:
        beside = members_sentence(link, campaign) if campaign else counted_sentence(link)
        said = evidence_sentence(link).text(language)
        if beside.en:
            said += f" ({beside.en})" if language == "en" else f"（{beside.zh}）"
        table.add_row(Text(said), bar(link.weight, widest), f"{link.weight:+.2f}")
    return table


def _sum(weakest: Weakest, head: Words, language: Language) -> Table:
    table = _evidence(weakest.links, head, language)
    start, total = (
        Words("What any number starts from", "每个号码的起点"),
        Words("Sum = log-odds", "合计 = 对数几率"),
    )
    table.add_row(Text(start.text(language)), "", f"{weakest.intercept:+.2f}")
    table.add_row(Text(total.text(language), style="bold"), "", f"{weakest.log_odds:+.2f}")
    return table


def _strips(story: Story, language: Language) -> Table:
    """Draw some numbers' use over time, spread evenly in the order of their first use."""
    known = [member for member in story.members if member.hours]
    shown = spread_evenly(known, MOST_STRIPS)
    begun = min(min(member.hours) for member in known)
    ended = max(max(member.hours) for member in known) + 1
    width = min(STRIP, ended - begun)
    strips = []
    for member in shown:
        strip = [0] * width
        for at, calls in member.hours.items():
            strip[(at - begun) * width // (ended - begun)] += calls
        strips.append(strip)
    most = max(max(strip) for strip in strips)
    first, last = (hour_said(at).text(language) for at in (begun, ended - 1))
    table = columns(["", Words("Calls", "呼出").text(language), f"{first} … {last}"], right=(1,), wide=2)
    for member, strip in zip(shown, strips, strict=True):
        marks = "".join(" ▁▂▃▄▅▆▇█"[-(-calls * 8 // most)] for calls in strip)
        table.add_row(Text(member.name), exact(sum(strip)), Text(marks, no_wrap=True))
    if len(known) > len(shown):
        left = Words(
            f"{len(shown)} of {exact(len(known))}, spread evenly by first use",
            f"{exact(len(known))} 个中的 {len(shown)} 个，按首次使用均匀选取",
        )
        table.add_row("", "", Text(left.text(language), style="dim"))
    return table


def _shared(shared: Sequence[Shared], head: Words, language: Language) -> Table:
    heads = (head, Words("", ""), Words("numbers", "号码"), Words("calls", "呼叫"))
    table = columns([words.text(language) for words in heads], right=(2, 3))
    for one in shared:
        kind = "" if one.kind == "people" else KINDS[one.kind].text(language)
        table.add_row(Text(one.name), kind, exact(len(one.holders)), exact(one.calls))
    return table
