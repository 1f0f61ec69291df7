"""The sentences about a campaign: what its numbers did, how surely, what hangs on one link, what to do."""

from collections.abc import Sequence
from datetime import date, timedelta

from jingling.campaigns import KINDS
from jingling.campaigns.evidence import evidence_words
from jingling.detect.report.campaigns import BELONGS, HOURS_A_DAY, Campaign, Link, Shared, Story, Weakest
from jingling.detect.report.catalogue import capitalised
from jingling.detect.report.figures import busy_hours, count, exact, score
from jingling.detect.report.network import Network
from jingling.detect.report.wording import joined
from jingling.words import Words


def campaign_sentence(campaign: Campaign) -> Words:
    """Say in one sentence what a campaign's numbers did."""
    numbers, calls, people, shared = (
        count(value)
        for value in (campaign.numbers, campaign.calls, campaign.callees, campaign.callees_shared)
    )
    return Words(
        f"{numbers.en} numbers act together: {calls.en} calls to {people.en} people, "
        f"{shared.en} of whom several of the numbers rang.",
        f"{numbers.zh} 个号码协同行动：向 {people.zh} 人呼出 {calls.zh} 次，"
        f"其中 {shared.zh} 人被多个号码拨打。",
    )


def belief_sentence(campaign: Campaign) -> Words:
    """Say how suspect a campaign is, and how surely its numbers belong."""
    said = Words(
        f"Its score of {score(campaign.score)} is how suspect its numbers are, taken together.",
        f"得分 {score(campaign.score)}，即其号码整体的可疑度。",
    )
    if campaign.probability is None:
        return said
    mean = score(campaign.probability)
    belongs = Words(
        f"On average a number belongs to it with a probability of {mean}.",
        f"各号码属于该团伙的概率平均为 {mean}。",
    )
    return joined(said, belongs)


def places_words(campaign: Campaign, kinds: Sequence[str] = ("lines", "devices", "cells")) -> Words:
    """Say how many lines, devices and cells a campaign used; empty where the records do not tell."""
    used = [(KINDS[kind], exact(campaign.places[kind])) for kind in kinds if campaign.places[kind]]
    return Words(
        ", ".join(f"{what.en} {many}" for what, many in used),
        "、".join(f"{what.zh} {many}" for what, many in used),
    )


def campaign_hours(campaign: Campaign) -> str:
    """Tell the hours of the day that hold all of a campaign's calls, `9–20`."""
    hours = busy_hours([int(used) for used in campaign.hours], covering=1.0)
    return f"{hours[0]}–{hours[1]}" if hours else ""


def hour_said(at: int) -> Words:
    """Tell a local hour, counted from 1970: `2026-03-10 9:00–10:00`."""
    day = date(1970, 1, 1) + timedelta(days=at // HOURS_A_DAY)
    hour = at % HOURS_A_DAY
    return Words(f"{day} {hour}:00–{hour + 1}:00", f"{day} {hour} 时至 {hour + 1} 时")


def use_sentence(story: Story) -> Words:
    """Say how its numbers take turns."""
    if (use := story.use) is None:
        return Words("Its numbers' calls by hour were not kept.", "未保留其号码的分时呼叫。")
    when = hour_said(use.when)
    known, most = exact(use.known), exact(use.most)
    hours = Words("1 hour" if use.usual == 1 else f"{use.usual} hours", f"{use.usual} 小时")
    return Words(
        f"At most {most} of {known} numbers rang in one hour ({when.en}); "
        f"half of them were in use for {hours.en} or less",
        f"{known} 个号码中，同一小时内至多有 {most} 个呼出（{when.zh}）；半数号码使用不超过 {hours.zh}",
    )


def evidence_sentence(link: Link) -> Words:
    """Say what one kind of evidence says, by its sign."""
    words = evidence_words(link.kind)
    return capitalised(words.agrees if link.weight > 0 else words.differs)


def members_sentence(link: Link, campaign: Campaign) -> Words:
    """Say for how many numbers one kind of evidence speaks."""
    many, of = exact(link.count), exact(campaign.numbers)
    return Words(f"speaks for {many} of {of} numbers", f"{of} 个号码中，对 {many} 个成立")


def counted_sentence(link: Link) -> Words:
    """Say how many people, or how often, one number's evidence counts; empty for kinds without a count."""
    many = count(link.count)
    match evidence_words(link.kind).counts:
        case "people":
            return Words("1 person" if link.count == 1 else f"{many.en} people", f"{many.zh} 人")
        case "turns":
            return Words("once" if link.count == 1 else f"{many.en} times", f"{many.zh} 次")
        case _:
            return Words("", "")


def what_if(story: Story, weakest: Weakest) -> Words:
    """Say what links the weakest number, and what would follow if its strongest link were wrong."""
    one = story.members[weakest.member]
    belongs, own = score(one.probability), score(one.score)
    likely = one.probability >= BELONGS
    low = Words("" if likely else ", less than even", "" if likely else "，不足一半")
    parts = [
        Words(
            f"{one.name} belongs least surely: its probability is {belongs}{low.en}.",
            f"{one.name} 最不确定：属于该团伙的概率为 {belongs}{low.zh}。",
        )
    ]
    if (link := weakest.strongest) is None:
        parts.append(Words("Nothing links it to the rest.", "没有证据将其与其余号码相连。"))
    else:
        agrees, counted = evidence_words(link.kind).agrees, counted_sentence(link)
        how = Words(f" ({counted.en})" if counted.en else "", f"（{counted.zh}）" if counted.zh else "")
        parts.append(
            Words(
                f"What links it most: it {agrees.en}{how.en}.",
                f"与其余号码最主要的联系：{agrees.zh}{how.zh}。",
            )
        )
        would = Words("", "")
        if likely and weakest.without >= BELONGS:
            would = Words(", and it would still belong", "，仍属于该团伙")
        elif likely:
            would = Words(", and it would not belong", "，不属于该团伙")
        parts.append(
            Words(
                f"Were that wrong, its probability would be {score(weakest.without)}{would.en}.",
                f"若此联系有误，概率将为 {score(weakest.without)}{would.zh}。",
            )
        )
    parts.append(
        Words(
            f"Its own score of {own} flags it with or without the campaign.",
            f"其自身得分 {own}，无论是否属于团伙都会被标记。",
        )
        if one.flagged
        else Words(
            f"Its own score of {own} does not flag it.",
            f"其自身得分 {own}，未达到标记阈值。",
        )
    )
    return joined(*parts)


def leaning_sentence(story: Story) -> Words:
    """Say how many numbers hang on one link."""
    if story.leaning is None:
        return Words("", "")
    many, of = exact(story.leaning), exact(len(story.members))
    return Words(
        f"{many} of {of} numbers hang on one link: were it wrong, they would not belong.",
        f"{of} 个号码中有 {many} 个仅靠一项联系：若该联系有误，即不属于该团伙。",
    )


def drawn_sentence(drawn: Network) -> Words:
    """Say what the network shows, and what it leaves out."""
    numbers, shared = exact(len(drawn.members)), exact(len(drawn.shared))
    all_numbers, all_shared = exact(drawn.numbers), exact(drawn.shared_all)
    if len(drawn.members) == drawn.numbers and len(drawn.shared) == drawn.shared_all:
        return Words(
            f"All {numbers} numbers, and the {shared} things that several of them share.",
            f"全部 {numbers} 个号码，以及其中多个号码共有的 {shared} 项。",
        )
    return Words(
        f"{numbers} of {all_numbers} numbers, and {shared} of {all_shared} things that several share: "
        f"of each kind those shared by most.",
        f"{all_numbers} 个号码中的 {numbers} 个，以及多个号码共有的 {all_shared} 项中的 {shared} 项："
        f"每类取共有号码最多者。",
    )


def people_title(story: Story) -> Words:
    """Say how many people several numbers rang."""
    many = count(story.campaign.callees_shared)
    return Words(
        f"Several of its numbers rang the same {many.en} people",
        f"有 {many.zh} 人被其中多个号码拨打",
    )


def shared_title(story: Story) -> Words:
    """Say, as the network's title, what holds the numbers together: the thing that most of them share."""
    if not story.shared:
        return Words("What its numbers share was not kept", "未保留其号码的共有情况")
    most: Shared = story.shared[0]
    many, of = exact(len(most.holders)), exact(len(story.members))
    kind = KINDS[most.kind]
    return Words(
        f"Shared by the most: {most.name} ({kind.en}), by {many} of {of} numbers",
        f"共有最广：{most.name}（{kind.zh}），{of} 个号码中的 {many} 个",
    )


def campaign_actions(story: Story) -> tuple[Words, ...]:
    """Say what to do now about a campaign: two things, the safe one first."""
    lines = [one.name for one in story.shared if one.kind == "lines"][:3]
    holders = Words(
        f"the holders of its lines ({', '.join(lines)})"
        if lines
        else "the holders or carriers of its numbers",
        f"其线路（{'、'.join(lines)}）的持有方" if lines else "各号码持有人或其运营商",
    )
    return (
        Words(
            f"Ask {holders.en} whose calls these are, for whom, and with what consent. "
            f"Keep the answers with this page.",
            f"请{holders.zh}说明：由谁拨打、受谁委托、是否取得同意；并将答复与本页一并留存。",
        ),
        Words(
            "If measures follow, take them against all its numbers at once, for others take the place of "
            "one that stops; but notify each holder, and first look at those that hang on one link by hand.",
            "如需处置，应对全部号码同时进行，因为停用一个，另一个即会顶替；"
            "但须逐一告知持有人，并先人工核查仅靠一项联系的号码。",
        ),
    )
