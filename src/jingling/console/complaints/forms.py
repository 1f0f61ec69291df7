"""Forms of a person who reports a call: one page, and one question each for what comes later."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from jingling.complaints.classes import class_words
from jingling.complaints.messages import Added
from jingling.complaints.report import Precision
from jingling.complaints.report import Report as Told
from jingling.console.citizens.forms import CodeForm, OwnNumberForm
from jingling.console.complaints.access import token_of
from jingling.console.complaints.actions import SentFile, new_message
from jingling.console.complaints.files import keep_sent
from jingling.console.consents.forms import MomentField
from jingling.console.errors import ConsoleError
from jingling.console.frame.language import spoken
from jingling.numbers import ANONYMOUS_KEY, read_number

__all__ = ["AddForm", "AgainForm", "CodeForm", "FindForm", "OwnNumberForm", "ReportForm"]

YES_NO = [("", spoken("not sure", "不确定")), ("yes", spoken("yes", "是")), ("no", spoken("no", "否"))]
NULLABLE = {"yes": True, "no": False}
WHEN = [
    ("now", spoken("just now", "刚刚")),
    ("then", spoken("at another time", "其他时间")),
    ("unknown", spoken("I do not know", "记不清")),
]


def _abouts() -> list[tuple[str, Any]]:
    return [("", spoken("I am not sure", "不确定"))] + [
        (words.zh, spoken(*words)) for words in class_words().values()
    ]


def _digest(told: dict[str, Any]) -> str:
    texts = {name: str(value) for name, value in told.items()}
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


class CallForm(forms.Form):
    """When a call came, what it was about, what was said, and files that show it."""

    when = forms.ChoiceField(
        label=spoken("When did it ring?", "来电时间"), widget=forms.RadioSelect, choices=WHEN, initial="now"
    )
    called_at = MomentField(
        label=spoken("Day and time, if it was another time", "其他时间：日期与时间"), required=False
    )
    about = forms.ChoiceField(
        label=spoken("What was it about?", "来电涉及什么？"), required=False, choices=_abouts
    )
    said = forms.CharField(
        label=spoken("What was said?", "对方说了什么？"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label=spoken("Screenshot or recording", "截图或录音"),
        required=False,
        help_text=spoken("Up to 10 MB. It can also be added later.", "不超过 10 MB，也可稍后补充。"),
        widget=forms.FileInput(attrs={"accept": "image/*,audio/*,.pdf,.amr"}),
    )
    kept: SentFile | None = None

    def clean(self) -> None:
        """Refuse a time to come, and another time that is not told."""
        asked = self.cleaned_data
        if asked.get("when") == "then" and not asked.get("called_at") and "called_at" not in self.errors:
            self.add_error("called_at", spoken("Give the day and the time.", "请填写日期与时间。"))
        at = asked.get("called_at")
        if at and at > timezone.now():
            self.add_error("called_at", spoken("This lies in the future.", "该时间晚于当前时间。"))

    def clean_file(self) -> Any:
        """Keep the file."""
        file = self.cleaned_data["file"]
        if file:
            try:
                self.kept = keep_sent(file)
            except ConsoleError as fault:
                raise ValidationError(f"{fault.message} {fault.hint}") from fault
        return file

    @property
    def sent_files(self) -> list[SentFile]:
        """The files that were sent."""
        return [self.kept] if self.kept else []

    def called(self) -> tuple[datetime | None, Precision]:
        """Return when it rang, and to what that is known."""
        asked = self.cleaned_data
        at = {"now": timezone.now(), "then": asked["called_at"], "unknown": None}[asked["when"]]
        return at, "minute" if at else ""

    def digest(self) -> str:
        """Return a digest of all that was asked for, the same however often it is sent."""
        return _digest({**self.cleaned_data, "file": self.kept.digest if self.kept else ""})


class ReportForm(CallForm):
    """A call, reported on one page; `token` makes sending it again count once."""

    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    number = forms.CharField(
        label=spoken("Which number rang you?", "哪个号码给您来电？"),
        required=False,
        max_length=60,
        help_text=spoken(
            "As your telephone showed it. Leave it empty if it showed none.",
            "按来电显示填写；未显示号码可留空。",
        ),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    refused_before = forms.ChoiceField(
        label=spoken("Had you told them not to call?", "您此前是否明确拒绝过？"),
        required=False,
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    recorded = forms.ChoiceField(
        label=spoken("Did a recording or a robot speak?", "是否为录音或机器人？"),
        required=False,
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    field_order = (
        "token",
        "number",
        "when",
        "called_at",
        "about",
        "said",
        "refused_before",
        "recorded",
        "file",
    )

    def clean_number(self) -> str:
        """Refuse what is written as no number; one that cannot be in use was shown all the same."""
        text = str(self.cleaned_data["number"]).strip()
        if text and ("not-a-number" in read_number(text).evidence or sum(map(str.isdigit, text)) < 3):
            raise ValidationError(spoken("This is no telephone number.", "无法识别的号码。"))
        return text

    def told(self, person: int | None) -> Told:
        """Return the report that the form tells.

        Args:
            person: key of the number that this browser proved; None for a guest.
        """
        asked = self.cleaned_data
        number = read_number(asked["number"] or "anonymous")
        called_at, precision = self.called()
        return Told(
            report="",
            channel="web",
            received_at=timezone.now(),
            number_raw=asked["number"] or "anonymous",
            number=number.normal,
            key=number.key if asked["number"] else ANONYMOUS_KEY,
            called_at=called_at,
            precision=precision,
            called=person,
            called_proven=person is not None,
            about=asked["about"],
            said=asked["said"],
            refused_before=NULLABLE.get(asked["refused_before"]),
            recorded=NULLABLE.get(asked["recorded"]),
            reporter=token_of(person) if person is not None else "",
        )


class AddForm(CallForm):
    """What a report still lacks, more of what was said, and another file."""

    token = ReportForm.base_fields["token"]
    field_order = ("token", "when", "called_at", "about", "said", "file")

    def __init__(self, *args: Any, lacks: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "called_at" not in lacks:
            del self.fields["when"], self.fields["called_at"]
        else:
            self.fields["when"].initial = "then"
        if "about" not in lacks:
            del self.fields["about"]

    def added(self, report: str) -> Added:
        """Return what the form adds to a report."""
        asked = self.cleaned_data
        called_at, precision = self.called() if "when" in self.fields else (None, "")
        return Added(
            new_message(),
            timezone.now(),
            report,
            called_at=called_at,
            precision=precision,
            about=asked.get("about", ""),
            said=asked["said"],
        )


class AgainForm(forms.Form):
    """That it did not stop."""

    token = ReportForm.base_fields["token"]
    text = forms.CharField(
        label=spoken("What happened since?", "之后又发生了什么？"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=spoken(
            "For instance when it rang again, and from which number.", "例如何时、由哪个号码再次来电。"
        ),
    )

    def digest(self) -> str:
        """Return a digest of all that was said."""
        return _digest(self.cleaned_data)


class FindForm(forms.Form):
    """A receipt and its code."""

    receipt = forms.CharField(label=spoken("Receipt", "回执编号"), max_length=20)
    code = forms.CharField(label=spoken("Its code", "查询码"), max_length=20)
