"""The form of a new key."""

from typing import Any

from django import forms

from jingling.console.frame.language import spoken
from jingling.console.machines.scopes import scopes_for

MOST_DAYS = 365
MOST_A_MINUTE = 6000


class KeyForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(
        label=spoken("Which machine is it for?", "用于哪个系统？"),
        max_length=80,
        help_text=spoken(
            "One key for each, so that one can be revoked alone.", "每个系统一把，便于单独吊销。"
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=spoken("What may it do?", "允许的操作"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=spoken("For how many days?", "有效天数"), min_value=1, max_value=MOST_DAYS, initial=90
    )
    a_minute = forms.IntegerField(
        label=spoken("Requests a minute at most", "每分钟请求上限"),
        min_value=1,
        max_value=MOST_A_MINUTE,
        initial=600,
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, spoken(*scope.words)) for scope in scopes_for(role)]
