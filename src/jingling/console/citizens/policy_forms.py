"""A person's policy, one question at a time: each form reads its part of the JSON and writes it back.

What a form does not ask for stays as it is, so that a policy made elsewhere and brought here loses nothing.
"""

from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError

from jingling.console.consents.forms import MomentField, NumberField
from jingling.console.frame.language import spoken
from jingling.console.registers.fields import HoursField
from jingling.lists.policies import Policy, SecondTry, read_policy
from jingling.numbers import BadRange, normal_form, read_range
from jingling.words import Words

ACTIONS = {
    "": Words("let it ring", "正常接通"),
    "label": Words("ring, and say what it is", "接通并提示"),
    "block": Words("do not ring", "拦截"),
}
KINDS = {
    "call-centre-95": Words("Call centres (950, 951, 952 … numbers)", "呼叫中心号码（950、951、952 等）"),
    "high_frequency": Words("Numbers found to ring many strangers", "检测为高频呼叫陌生人的号码"),
    "international": Words("Calls from abroad", "境外来电"),
    "virtual": Words("Virtual operators' mobiles (170, 171 …)", "虚拟运营商号段（170、171 等）"),
    "anonymous": Words("Calls that hide their number", "不显示号码的来电"),
}


class Part(forms.Form):
    """One part of a policy: `asked_of` a policy is what it shows, `put_into` its JSON go the answers."""

    title: Words


class Numbers(forms.CharField):
    """Numbers and ranges, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=30_000, widget=forms.Textarea(attrs={"rows": 6}), **options
        )

    def clean(self, value: Any) -> list[str]:
        """Return them in normal form.

        Raises:
            ValidationError: one cannot be read.
        """
        found: list[str] = []
        for text in (super().clean(value) or "").replace(",", " ").replace("，", " ").split():
            try:
                first, last = read_range(text)
            except BadRange as fault:
                said = (f"{text}: this is no number or range.", f"{text}：无法识别的号码或号段。")
                raise ValidationError(spoken(*said)) from fault
            forms_of = [normal_form(key) or "" for key in (first, last)]
            found.append(forms_of[0] if first == last else "-".join(forms_of))
        return list(dict.fromkeys(found))


class BlockPart(Part):
    """Numbers never to ring."""

    title = Words("Numbers that shall never ring", "始终拦截的号码")
    block = Numbers(
        label=spoken("Which numbers shall never ring?", "哪些号码始终拦截？"),
        help_text=spoken("One a line; ranges as 95020000-95020999.", "每行一个；号段如 95020000-95020999。"),
    )

    @classmethod
    def asked_of(cls, policy: Policy) -> dict[str, Any]:
        """Return what the form shows of a policy."""
        return {"block": "\n".join(policy.block)}

    def put_into(self, policy: dict[str, Any]) -> None:
        """Write the answers into a policy's JSON."""
        policy["block"] = self.cleaned_data["block"]


class AllowPart(Part):
    """Numbers always to ring."""

    title = Words("Numbers that shall always ring", "始终接通的号码")
    allow = Numbers(
        label=spoken("Which numbers shall always ring?", "哪些号码始终接通？"),
        help_text=spoken("This comes before everything else here. One a line.", "优先于其他设置。每行一个。"),
    )

    @classmethod
    def asked_of(cls, policy: Policy) -> dict[str, Any]:
        """Return what the form shows of a policy."""
        return {"allow": "\n".join(policy.allow)}

    def put_into(self, policy: dict[str, Any]) -> None:
        """Write the answers into a policy's JSON."""
        policy["allow"] = self.cleaned_data["allow"]


class PrefixPart(Part):
    """Numbers that begin alike."""

    title = Words("Numbers that begin alike", "按号码开头")
    one, two, three = (
        forms.RegexField(
            r"^\+?[0-9]{2,15}(/[0-9]{1,2})?$",
            required=False,
            max_length=19,
            label=spoken(f"Beginning {at}", f"号码开头 {at}"),
            help_text=spoken(
                "As 95, or 95/8 for eight digits in all: 95588 still rings.",
                "如 95；或 95/8，仅限共 8 位的号码，不影响 95588。",
            )
            if at == 1
            else "",
        )
        for at in (1, 2, 3)
    )
    action = forms.ChoiceField(
        label=spoken("What shall become of them?", "如何处理？"),
        choices=[(code, spoken(*words)) for code, words in ACTIONS.items() if code],
        initial="block",
    )

    @classmethod
    def asked_of(cls, policy: Policy) -> dict[str, Any]:
        """Return what the form shows of a policy."""
        shown = [f"{one.prefix}/{one.length}" if one.length else one.prefix for one in policy.prefixes]
        told = dict(zip(("one", "two", "three"), shown, strict=False))
        return {**told, "action": policy.prefixes[0].action if policy.prefixes else "block"}

    def put_into(self, policy: dict[str, Any]) -> None:
        """Write the answers into a policy's JSON."""
        given = [self.cleaned_data[name] for name in ("one", "two", "three")]
        policy["prefixes"] = [
            {
                "prefix": text.partition("/")[0],
                "length": int(text.partition("/")[2] or 0),
                "action": self.cleaned_data["action"],
            }
            for text in given
            if text
        ]


class KindPart(Part):
    """Kinds of call."""

    title = Words("Kinds of call", "来电类别")
    hours = HoursField(
        label=spoken("During which hours?", "在哪个时段？"),
        required=False,
        max_length=13,
        help_text=spoken("As 21:00-09:00; empty for all day.", "如 21:00-09:00；留空为全天。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, words in KINDS.items():
            self.fields[kind] = forms.ChoiceField(
                label=spoken(*words),
                required=False,
                choices=[(code, spoken(*said)) for code, said in ACTIONS.items()],
            )

    @classmethod
    def asked_of(cls, policy: Policy) -> dict[str, Any]:
        """Return what the form shows of a policy."""
        told = {one.kind: one.action for one in policy.classes if one.kind in KINDS}
        return {**told, "hours": next((one.hours for one in policy.classes if one.kind in KINDS), "")}

    def put_into(self, policy: dict[str, Any]) -> None:
        """Write the answers into a policy's JSON."""
        others = [one for one in policy["classes"] if one["class"] not in KINDS]
        policy["classes"] = others + [
            {"class": kind, "action": self.cleaned_data[kind], "hours": self.cleaned_data["hours"]}
            for kind in KINDS
            if self.cleaned_data[kind]
        ]


class ExpectedPart(Part):
    """A call waited for."""

    title = Words("A call you wait for", "正在等待的来电")
    number = NumberField(
        label=spoken("From which number?", "来自哪个号码？"),
        required=False,
        max_length=40,
        help_text=spoken("A delivery, a clinic; empty for none.", "如快递、医院；留空为无。"),
    )
    start = MomentField(label=spoken("From", "开始时间"), required=False)
    until = MomentField(label=spoken("Until", "结束时间"), required=False)

    def clean(self) -> None:
        """Refuse a number without its times, or times that end before they begin."""
        asked = self.cleaned_data
        if asked.get("number") and not (asked.get("start") and asked.get("until")):
            self.add_error("until", spoken("Say from when until when.", "请填写起止时间。"))
        elif asked.get("number") and asked["until"] <= asked["start"]:
            self.add_error("until", spoken("It ends before it begins.", "结束时间早于开始时间。"))

    @classmethod
    def asked_of(cls, policy: Policy) -> dict[str, Any]:
        """Return what the form shows of a policy."""
        one = next((one for one in policy.expected if one.number), None)
        if one is None:
            return {}
        return {"number": one.number, "start": one.start, "until": one.until}

    def put_into(self, policy: dict[str, Any]) -> None:
        """Write the answers into a policy's JSON."""
        asked = self.cleaned_data
        policy["expected"] = [one for one in policy["expected"] if not one.get("number")]
        if asked["number"]:
            policy["expected"].append(
                {
                    "number": normal_form(asked["number"]),
                    "from": asked["start"].isoformat(),
                    "until": asked["until"].isoformat(),
                }
            )


class AgainPart(Part):
    """Who rings twice."""

    title = Words("Who rings again", "再次来电")
    again = forms.BooleanField(
        label=spoken(
            "Let a number through that has rung twice within five minutes and is not known to harass",
            "五分钟内响铃两次且无骚扰线索的号码予以接通",
        ),
        required=False,
    )

    @classmethod
    def asked_of(cls, policy: Policy) -> dict[str, Any]:
        """Return what the form shows of a policy."""
        return {"again": policy.second_try is not None}

    def put_into(self, policy: dict[str, Any]) -> None:
        """Write the answers into a policy's JSON."""
        policy["second_try"] = msgspec.to_builtins(SecondTry()) if self.cleaned_data["again"] else None


PARTS: dict[str, type[Part]] = {
    "allow": AllowPart,
    "block": BlockPart,
    "kinds": KindPart,
    "beginnings": PrefixPart,
    "expected": ExpectedPart,
    "again": AgainPart,
}


def policy_in(text: str) -> Policy:
    """Return a person's policy, an empty one where there is none."""
    return read_policy(text.encode()) if text else Policy()


def with_part(text: str, form: Part) -> str:
    """Return a policy's JSON with one part changed."""
    policy = msgspec.to_builtins(policy_in(text))
    form.put_into(policy)
    return msgspec.json.encode(policy).decode()
