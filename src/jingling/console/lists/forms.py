"""One entry of a list, on a page or in a file."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from jingling.console.consents.forms import MomentField
from jingling.console.frame.language import spoken
from jingling.console.lists.models import CLASS_WORDS, LIST_WORDS, MOST_DAYS, NEEDS_END, Entry
from jingling.console.lists.numbers_found import Range
from jingling.console.registers.fields import WordField
from jingling.console.registers.forms import RowForm
from jingling.console.registers.lines import MOST_IN_BLOCK
from jingling.numbers import BadRange, NumberKind, describe, read_range
from jingling.words import Words

OUT_OF_TIME = spoken("Between now and a year from now.", "应在一年以内。")


class RangeField(forms.CharField):
    """A number, or a range of them: `95020000-95020999`."""

    def clean(self, value: Any) -> tuple[int, int]:
        """Return the first and the last key.

        Raises:
            ValidationError: it is neither, too long, or an emergency number.
        """
        text = str(super().clean(value) or "").strip()
        try:
            first, last = read_range(text)
        except BadRange as fault:
            raise ValidationError(spoken("This is no number or range.", "无法识别的号码或号段。")) from fault
        if last - first >= MOST_IN_BLOCK:
            raise ValidationError(
                spoken(
                    "A range of more than 10,000 numbers hits people who did nothing.",
                    "超过 1 万个号码的号段会误伤无辜用户。",
                )
            )
        if NumberKind.EMERGENCY in {describe(first).kind, describe(last).kind}:
            raise ValidationError(spoken("Emergency numbers stand on no list.", "紧急号码不得列入名单。"))
        return first, last


class EntryForm(RowForm):
    """A number on a list, with the reason and, where it harms, the end."""

    key = ""

    list = WordField(LIST_WORDS, label=spoken("List", "名单"))
    number = RangeField(label=spoken("Number or range", "号码或号段"), max_length=60)
    listing_class = WordField(
        CLASS_WORDS,
        label=spoken("Found for", "线索类别"),
        required=False,
        help_text=spoken("For the list of findings.", "用于线索标记。"),
    )
    reason = forms.CharField(
        label=spoken("Reason", "理由"),
        min_length=4,
        max_length=300,
        help_text=spoken("Whoever appeals will read it.", "申诉人可见。"),
    )
    until = MomentField(
        label=spoken("Until", "截止时间"),
        required=False,
        help_text=spoken("Blocking and labelling end within a year.", "黑名单与线索标记须在一年内截止。"),
    )

    def clean(self) -> None:
        """Ask for an end where the list harms, and for one that is to come."""
        asked = self.cleaned_data
        until: datetime | None = asked.get("until")
        if until is None and asked.get("list") in NEEDS_END and "until" not in self.errors:
            self.add_error("until", spoken("Say until when.", "请填写截止时间。"))
        elif until and not _within_a_year(until):
            self.add_error("until", OUT_OF_TIME)
        if asked.get("list") == "finding" and not asked.get("listing_class"):
            self.add_error("listing_class", spoken("Say what it was found for.", "请选择线索类别。"))

    def entry(self) -> Entry:
        """Return the entry that the form describes, not yet added."""
        asked = self.cleaned_data
        told = {name: asked[name] for name in ("list", "listing_class", "reason", "until")}
        return Range(*asked["number"]).entry(**told)


class FindingForm(forms.Form):
    """What the gate shall do with the numbers of a confirmed finding, why, and until when.

    Args:
        ways: what can be chosen, with what each means at the gate.
    """

    way = forms.ChoiceField(
        label=spoken("What shall the gate do?", "关口如何处理？"), widget=forms.RadioSelect
    )
    reason = EntryForm.base_fields["reason"]
    until = MomentField(
        label=spoken("Until", "截止时间"), help_text=spoken("Within a year.", "应在一年以内。")
    )

    def __init__(self, *args: Any, ways: dict[str, Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, spoken(*words)) for way, words in ways.items()]

    def clean_until(self) -> datetime:
        """Ask for an end that is to come."""
        until: datetime = self.cleaned_data["until"]
        if not _within_a_year(until):
            raise ValidationError(OUT_OF_TIME)
        return until

    def entries(self, ranges: list[Range]) -> list[Entry]:
        """Return what the form asks for, not yet added."""
        asked = self.cleaned_data
        name, _, listing_class = asked["way"].partition(" ")
        told = {"reason": asked["reason"], "until": asked["until"]}
        return [one.entry(list=name, listing_class=listing_class, **told) for one in ranges]


def _within_a_year(until: datetime) -> bool:
    now = timezone.now()
    return now < until <= now + timedelta(days=MOST_DAYS)


class TakeOffForm(forms.Form):
    """Why an entry is taken off."""

    why = forms.CharField(label=spoken("Why is it taken off?", "移除理由"), min_length=4, max_length=300)
