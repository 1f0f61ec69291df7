"""Forms of projects: what is registered, and a list to be looked at before launch."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jingling.console.consents.forms import PrincipalField
from jingling.console.frame.language import spoken
from jingling.console.outbound import access
from jingling.console.outbound.models import Project
from jingling.console.registers.fields import Directory, HoursField, NumbersField, WordField
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.numbers import read_ranges

TAKEN = spoken("You registered a project of this name.", "贵单位已登记同名业务。")


class ProjectForm(forms.Form):
    """A project: the six registered fields, then what else the gate holds it to."""

    name = forms.CharField(label=spoken("Business name", "业务名称"), max_length=120)
    principal = PrincipalField(
        label=spoken("Principal", "委托主体"),
        help_text=spoken("On whose behalf: name or credit code.", "受何单位委托：名称或信用代码。"),
    )
    purpose = WordField(PURPOSE_WORDS, label=spoken("Type and purpose", "类型与用途"))
    lines = forms.ModelMultipleChoiceField(
        queryset=None, label=spoken("Lines", "线路"), widget=forms.CheckboxSelectMultiple
    )
    numbers = NumbersField(
        label=spoken("Numbers used", "使用号码"),
        help_text=spoken(
            "Numbers and ranges of these lines, blank-separated.", "上述线路的号码与号段，以空格分隔。"
        ),
    )
    audience = forms.CharField(label=spoken("Who is called", "外呼对象"), max_length=300)
    content = forms.CharField(
        label=spoken("What about", "外呼内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_name = forms.CharField(label=spoken("Contact", "联系人"), max_length=80)
    contact_phone = forms.CharField(label=spoken("Contact's telephone", "联系电话"), max_length=40)
    window = HoursField(
        label=spoken("Hours", "外呼时段"),
        required=False,
        max_length=13,
        help_text=spoken("As 09:00-20:00; empty for no limit.", "如 09:00-20:00；留空为不限。"),
    )
    licence = forms.ModelChoiceField(
        queryset=None, label=spoken("Licence", "许可证"), required=False, empty_label=spoken("none", "无")
    )
    undertaking = forms.BooleanField(
        label=spoken(
            "A written undertaking lets 400 and 800 numbers call out", "持有 400、800 号码外呼承诺书"
        ),
        required=False,
    )
    script = forms.CharField(
        label=spoken("Script", "话术"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, actor: Any, current: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.current = actor, current
        self.fields["principal"].directory = Directory(actor)
        self.fields["lines"].queryset = access.lines_to_use(actor)
        self.fields["licence"].queryset = access.licences_to_use(actor)

    def clean_name(self) -> str:
        """Refuse a name twice."""
        name = str(self.cleaned_data["name"])
        same = access.projects_of(self.actor).filter(name=name)
        if (same.exclude(pk=self.current.pk) if self.current else same).exists():
            raise ValidationError(TAKEN)
        return name

    def clean(self) -> None:
        """Refuse numbers that none of the lines may show."""
        asked = self.cleaned_data
        texts, lines = asked.get("numbers"), asked.get("lines")
        if not texts or not lines:
            return
        given = sorted(
            (block.first, block.last)
            for line in lines.prefetch_related("blocks")
            for block in line.blocks.all()
        )
        for text in texts:
            for first, last in read_ranges(text):
                if not _covered(first, last, given):
                    self.add_error(
                        "numbers",
                        spoken(
                            f"{text}: none of these lines may show it.", f"{text}：所选线路不得显示该号码。"
                        ),
                    )
        asked["numbers"] = " ".join(texts)


def _covered(first: int, last: int, given: list[tuple[int, int]]) -> bool:
    """Say whether blocks in order cover a range without a hole."""
    for low, high in given:
        if low <= first <= high:
            first = high + 1
        if first > last:
            return True
    return first > last


class ListForm(forms.Form):
    """A list of people to be rung, and from which line and number."""

    line = forms.ChoiceField(label=spoken("Line", "线路"))
    caller = forms.CharField(label=spoken("Number shown", "显示号码"), max_length=40)
    numbers = forms.CharField(
        label=spoken("People's numbers", "用户号码"),
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=spoken("One a line, at most 10,000; or a file.", "每行一个，不超过 1 万个；或选择文件。"),
    )
    file = forms.FileField(
        label=spoken("or a file", "或文件"),
        required=False,
        help_text=spoken("CSV or Excel; its first column is read.", "CSV 或 Excel，读取第一列。"),
    )

    def __init__(self, *args: Any, project: Project, lines: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = list(lines.items())
        self.fields["caller"].initial = project.numbers.split("-")[0].split()[0] if project.numbers else ""

    def clean(self) -> None:
        """Refuse no list at all."""
        if not self.cleaned_data.get("numbers") and not self.cleaned_data.get("file"):
            self.add_error("numbers", spoken("Give numbers, or a file.", "请填写号码或选择文件。"))
