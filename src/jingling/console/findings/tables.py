"""Tables of findings, drift and results: columns, filters, orders."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from markupsafe import Markup, escape

from jingling.console.findings.models import DRIFT_WORDS, STATE_WORDS
from jingling.console.frame.language import say, spoken, t
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import count, moment
from jingling.detect.report.figures import score
from jingling.numbers import NumberKind
from jingling.words import Words

STATE_COLOURS = {"open": "", "confirmed": "red", "dismissed": "grey"}


def tag(text: str, colour: str = "") -> Markup:
    """Return a small label; a colour never tells anything alone."""
    return Markup('<span class="tag {}">{}</span>').format(colour, text)


def tags(texts: list[str]) -> Markup:
    """Return several labels."""
    return Markup("").join(tag(text) for text in texts)


def state_tag(state: str) -> Markup:
    """Return the label of a decision."""
    return tag(say(STATE_WORDS[state]), STATE_COLOURS[state])


def spark(hours: list[int]) -> Markup:
    """Draw 24 bars, one for each hour of the day, in a box of 72 by 16."""
    most = max(hours, default=0)
    if not most:
        return Markup("")
    bars = "".join(
        f"M{hour * 3} 16v-{max(1.0, calls / most * 16):.1f}h2v{max(1.0, calls / most * 16):.1f}z"
        for hour, calls in enumerate(hours)
        if calls
    )
    said = t("calls by hour, 0 to 23", "0 至 23 时呼叫分布")
    return Markup(
        '<svg class="spark" viewBox="0 0 72 16" role="img" aria-label="{}">'
        '<path class="floor" d="M0 15.5h72v.5h-72z"/><path d="{}"/></svg>'
    ).format(said, bars)


def _patterns(row: Any) -> Markup:
    from jingling.detect.report.catalogue import pattern_title

    shown = [say(pattern_title(name)) for name in row.patterns]
    if row.shown_falsely:
        shown.append(
            t("shows numbers falsely", "冒用号码") if row.kind == "line" else t("shown falsely", "被冒用显示")
        )
    return tags(shown)


def finding_page(row: Any) -> str:
    """Return the address of a finding's page."""
    return reverse(f"findings:{row.kind}", args=[row.pk])


_SCORE = Column(
    "score", Words("Score", "得分"), lambda f: round(f.score, 6), lambda f: score(f.score), figure=True
)
_CALLS = Column("calls", Words("Calls", "呼叫"), lambda f: f.calls, lambda f: count(f.calls), figure=True)
_PEOPLE = Column(
    "callees", Words("People", "被叫"), lambda f: f.callees, lambda f: count(f.callees), figure=True
)
_NUMBERS = Column(
    "numbers", Words("Numbers", "号码"), lambda f: f.numbers, lambda f: count(f.numbers), figure=True
)
_PATTERNS = Column("patterns", Words("Patterns", "行为模式"), lambda f: " ".join(f.patterns), _patterns)
_HOURS = Column(
    "hours", Words("Hours", "时段"), lambda f: " ".join(map(str, f.hours)), lambda f: spark(f.hours)
)
_LAST = Column(
    "last_at", Words("Last call", "末次呼叫"), lambda f: f.last_at, lambda f: moment(f.last_at), once=True
)
_STATE = Column("state", Words("Review", "核查"), lambda f: f.state, lambda f: state_tag(f.state))
_OF = Column("carrier", Words("Carrier", "运营商"), lambda f: f.result.organisation.name)

NUMBERS = (
    Column("number", Words("Number", "号码"), lambda f: f.name, link=finding_page, number=True),
    Column(
        "class",
        Words("Kind", "类别"),
        lambda f: f.number_kind,
        lambda f: say(NumberKind(f.number_kind).words) if f.number_kind else "",
    ),
    _SCORE,
    _CALLS,
    _PEOPLE,
    _HOURS,
    _PATTERNS,
    Column("campaign", Words("Campaign", "团伙"), lambda f: f.campaign, once=True),
    _LAST,
    _STATE,
    _OF,
)
LINES = (
    Column("line", Words("Line", "线路"), lambda f: f.name, link=finding_page),
    _SCORE,
    _CALLS,
    _PEOPLE,
    _NUMBERS,
    _PATTERNS,
    _LAST,
    _STATE,
    _OF,
)
CAMPAIGNS = (
    Column("campaign", Words("Campaign", "团伙"), lambda f: f.name, link=finding_page),
    _SCORE,
    _NUMBERS,
    _CALLS,
    _PEOPLE,
    _LAST,
    _STATE,
    _OF,
)
DRIFTS = (
    Column(
        "line",
        Words("Line", "线路"),
        lambda d: d.line_name,
        link=lambda d: reverse("registers:line", args=[d.line_id]) if d.line_id else "",
    ),
    Column("drift", Words("Drift", "偏离"), lambda d: d.kind, lambda d: tag(say(d.kind_words), "amber")),
    Column("said", Words("Seen against registered", "实际与登记对照"), lambda d: say(d.said)),
    Column("calls", Words("Calls", "呼叫"), lambda d: d.calls, lambda d: count(d.calls), figure=True),
    Column("numbers", Words("Numbers", "号码"), lambda d: d.numbers, lambda d: count(d.numbers), figure=True),
    Column(
        "examples",
        Words("For example", "举例"),
        lambda d: " ".join(d.examples),
        lambda d: Markup(" ").join(escape(example) for example in d.examples),
    ),
    Column("result", Words("Records", "话单"), lambda d: d.result.title),
)
RESULTS = (
    Column(
        "title",
        Words("Records", "话单"),
        lambda r: r.title,
        link=lambda r: reverse("findings:result", args=[r.pk]),
    ),
    Column("first_at", Words("From", "起"), lambda r: r.first_at, lambda r: moment(r.first_at), once=True),
    Column("last_at", Words("To", "止"), lambda r: r.last_at, lambda r: moment(r.last_at), once=True),
    Column("calls", Words("Calls", "呼叫"), lambda r: r.calls, lambda r: count(r.calls), figure=True),
    Column(
        "flagged",
        Words("Numbers flagged", "标记号码"),
        lambda r: r.flagged,
        lambda r: count(r.flagged),
        figure=True,
    ),
    Column("lines", Words("Lines flagged", "标记线路"), lambda r: r.flagged_lines, figure=True),
    Column("campaigns", Words("Campaigns", "团伙"), lambda r: r.campaigns, figure=True),
    Column("carrier", Words("Carrier", "运营商"), lambda r: r.organisation.name),
)

WORST = Order("worst", Words("Score", "得分"), "score", descending=True)
BUSIEST = Order("busiest", Words("Calls", "呼叫"), "calls", descending=True)
LATEST = Order("latest", Words("Last call", "末次呼叫"), "last_at", descending=True)
ORDERS = (WORST, BUSIEST, LATEST)
DRIFT_ORDERS = (BUSIEST,)
RESULT_ORDERS = (Order("latest", Words("Latest first", "最新在前"), "taken_at", descending=True),)


class FindingFilters(Filters):
    """Filters of findings."""

    state = forms.ChoiceField(label=spoken("Review", "核查"), required=False)
    pattern = forms.ChoiceField(label=spoken("Pattern", "行为模式"), required=False)
    campaign = forms.CharField(label=spoken("Campaign", "团伙"), required=False, max_length=40)
    result = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from jingling.detect.patterns import FALSE_CALLER_NUMBERS, PATTERNS

        super().__init__(*args, **kwargs)
        every = ("", spoken("All", "全部"))
        patterns = (*PATTERNS, FALSE_CALLER_NUMBERS)
        self.fields["state"].choices = [every] + [(s, spoken(*w)) for s, w in STATE_WORDS.items()]
        self.fields["pattern"].choices = [every] + [(p.name, spoken(*p.title)) for p in patterns]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["pattern"]:
            # a list of names as JSON; quotes on both sides make it a whole name on every database
            rows = rows.filter(patterns__icontains=f'"{asked["pattern"]}"')
        if asked["campaign"]:
            rows = rows.filter(campaign=asked["campaign"])
        if asked["result"]:
            rows = rows.filter(result=asked["result"])
        return rows


class DriftFilters(Filters):
    """Filters of drift."""

    kind = forms.ChoiceField(label=spoken("Drift", "偏离"), required=False)
    line = forms.CharField(label=spoken("Line", "线路"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", spoken("All", "全部"))] + [
            (kind, spoken(*words)) for kind, words in DRIFT_WORDS.items()
        ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        if self.cleaned_data["kind"]:
            rows = rows.filter(kind=self.cleaned_data["kind"])
        if self.cleaned_data["line"]:
            rows = rows.filter(line_name=self.cleaned_data["line"])
        return rows
