"""Forms of findings: a decision, a reason to see a number, an upload."""

from typing import Any

from django import forms

from jingling.console.findings.models import REASON_WORDS, STATE_WORDS
from jingling.console.frame.language import spoken


class ReviewForm(forms.Form):
    """A decision about a finding."""

    state = forms.ChoiceField(label=spoken("Decision", "结论"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=spoken("Reason", "理由"))
    note = forms.CharField(
        label=spoken("Note", "备注"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [
            (state, spoken(*STATE_WORDS[state])) for state in ("confirmed", "dismissed", "open")
        ]
        self.fields["reason"].choices = [("", spoken("Choose …", "请选择……"))] + [
            (reason, spoken(*words)) for reason, words in REASON_WORDS.items()
        ]


class RevealForm(forms.Form):
    """Why a whole number is needed."""

    reason = forms.CharField(
        label=spoken("Why do you need the whole number?", "为何需要查看完整号码？"),
        min_length=4,
        max_length=200,
    )


class UploadForm(forms.Form):
    """Call records to be read."""

    records = forms.FileField(
        label=spoken("Call records", "话单文件"),
        help_text=spoken("CSV or Parquet, up to 2 GB.", "CSV 或 Parquet，不超过 2 GB。"),
    )
    title = forms.CharField(
        label=spoken("What are they?", "说明"),
        max_length=120,
        help_text=spoken("For instance: Zhengzhou, 10 March", "例如：郑州，3 月 10 日"),
    )
