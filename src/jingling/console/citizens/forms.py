"""Forms of a person's own pages: one question each."""

from django import forms
from django.core.exceptions import ValidationError

from jingling.console.consents.forms import ASKED, NumberField
from jingling.console.frame.language import spoken
from jingling.numbers import NumberKind, describe

OWN = {NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.LANDLINE}
"""Numbers that can belong to a person and to which a code can be sent."""


class OwnNumberForm(forms.Form):
    """The person's number."""

    number = NumberField(
        label=spoken("Your telephone number", "您的电话号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> int:
        """Refuse numbers that are no person's."""
        number: int = self.cleaned_data["number"]
        if describe(number).kind not in OWN:
            raise ValidationError(
                spoken("Give a mobile or landline number in China.", "请填写中国大陆的手机或固定电话号码。")
            )
        return number


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=spoken("The six digits we sent you", "收到的 6 位验证码"),
        max_length=20,
        strip=True,
        error_messages={"invalid": spoken("Six digits are expected.", "请输入 6 位数字。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WhatForm(forms.Form):
    """Whom to refuse."""

    what = forms.ChoiceField(
        label=spoken("Whom do you want to refuse?", "您想拒绝谁的来电？"),
        widget=forms.RadioSelect,
        choices=[
            ("caller", spoken("One caller, by the number I saw", "一个来电者（按来电号码）")),
            ("trade", spoken("One kind of call, whoever it is", "一类来电（无论是谁）")),
            ("all", spoken("All of them", "全部")),
        ],
    )


class CallerForm(forms.Form):
    """The number that rang."""

    number = NumberField(
        label=spoken("Which number rang you?", "哪个号码给您打了电话？"),
        max_length=40,
        help_text=spoken(
            "Whoever is registered behind it may not ring you from any other number either.",
            "该号码登记的委托主体用其他号码也不得再呼叫您。",
        ),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class TradeForm(forms.Form):
    """The kind of call."""

    purpose = forms.ChoiceField(
        label=spoken("Which kind of call?", "哪一类来电？"),
        widget=forms.RadioSelect,
        choices=[(purpose, spoken(*words)) for purpose, words in ASKED.items() if purpose != "notification"],
    )
