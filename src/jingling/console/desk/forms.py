"""Forms of the desk and of enterprises: each is one step of a case."""

from typing import Any

from django import forms

from jingling.complaints.classes import class_words
from jingling.console.complaints.cases import OUTCOMES
from jingling.console.desk.access import organisations_to_ask
from jingling.console.desk.models import ANSWERS
from jingling.console.frame.language import spoken, t

TEXT = 2_000


def _text(label: Any, hint: Any = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ClassifyForm(forms.Form):
    """What a case is about."""

    label = forms.ChoiceField(label=spoken("Class", "类别"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = [(code, spoken(*words)) for code, words in class_words().items()]


class ForwardForm(forms.Form):
    """To whom a case goes."""

    organisation = forms.ChoiceField(label=spoken("To whom", "承办单位"), required=False)
    text = _text(spoken("What to say with it", "转办意见"), required=False, rows=2)

    def __init__(self, *args: Any, proposed: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.houses = {str(one.pk): one for one in organisations_to_ask()}
        by_table = spoken(f"by the routing table: {proposed}", f"按转办表：{proposed}")
        self.fields["organisation"].choices = [
            ("", by_table),
            *((pk, one.name) for pk, one in self.houses.items()),
        ]


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(spoken("Reason", "理由"), rows=2)


class ActForm(forms.Form):
    """What was done, with its proof."""

    text = _text(
        spoken("What was done", "处置情况"),
        spoken("The person who reported hears this in the answer.", "将写入对举报人的答复。"),
    )
    file = forms.FileField(
        label=spoken("Proof", "处置凭证"),
        required=False,
        help_text=spoken(
            "PDF, picture, recording or table, up to 20 MB.", "PDF、图片、录音或表格，不超过 20 MB。"
        ),
    )
    proof = forms.CharField(
        label=spoken("Or a reference to it", "或凭证编号"),
        required=False,
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one proof or the other."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("file") and not (told.get("proof") or "").strip() and "file" not in self.errors:
            self.add_error("file", t("A reply brings its proof.", "答复须附处置凭证。"))
        return told


class AnswerForm(forms.Form):
    """What the person is told."""

    text = _text(spoken("Answer to the person", "答复内容"), rows=4)


class CloseForm(forms.Form):
    """What a case came to."""

    outcome = forms.ChoiceField(label=spoken("What it came to", "办理结果"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, spoken(*words)) for code, words in OUTCOMES.items()]


class NothingForm(forms.Form):
    """A step that needs no word."""


class PairForm(forms.Form):
    """Whether two reports are one."""

    one = forms.CharField(widget=forms.HiddenInput, max_length=12)
    other = forms.CharField(label=spoken("Receipt of the other report", "另一举报的回执编号"), max_length=14)
    verdict = forms.ChoiceField(
        label=spoken("They are", "两件举报"),
        choices=[("same", spoken("one case", "并为一案")), ("apart", spoken("not one case", "分开办理"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=spoken("Reason", "理由"), max_length=500)


class RevealForm(forms.Form):
    """Which whole number is needed, and why."""

    which = forms.ChoiceField(label=spoken("Which number", "号码"))
    reason = forms.CharField(
        label=spoken("Why do you need the whole number?", "为何需要查看完整号码？"),
        min_length=4,
        max_length=200,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = choices


class QuestionForm(forms.Form):
    """Why people report a number that no records flag."""

    answer = forms.ChoiceField(label=spoken("Answer", "答复"))
    note = forms.CharField(label=spoken("Note", "备注"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [
            ("", spoken("Choose …", "请选择……")),
            *((code, spoken(*words)) for code, words in ANSWERS.items()),
        ]
