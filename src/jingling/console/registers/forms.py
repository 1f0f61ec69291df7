"""Forms of the registers: one row each, whether a page fills it or a file.

Each form says what a row must be (`clean_…`), by what it is known (`key`), and, once it was found valid, how
it is written (`write`).
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jingling.console.errors import ConsoleError
from jingling.console.frame.language import spoken
from jingling.console.registers import access, actions
from jingling.console.registers.evidence import SCANS, keep_evidence
from jingling.console.registers.fields import (
    DayField,
    Directory,
    HoursField,
    NumbersField,
    OrganisationField,
    WordField,
    WordsField,
)
from jingling.console.registers.lines import LINE_KIND_WORDS, PURPOSE_WORDS
from jingling.console.registers.models import Contract, Evidence, Letter, Line, Organisation
from jingling.console.registers.organisations import KIND_WORDS, LICENCE_WORDS, UNREGISTERED

REGISTRABLE = {kind: words for kind, words in KIND_WORDS.items() if kind not in UNREGISTERED}
BY_NAME = spoken("Its name or unified social credit code.", "名称或统一社会信用代码。")
TAKEN = spoken("This is registered already.", "已登记，不能重复。")


class RowForm(forms.Form):
    """One row of a register.

    Args:
        actor: the carrier's officer.
        directory: organisations found so far; shared by the rows of a file.
    """

    key = "name"

    def __init__(self, *args: Any, actor: Any, directory: Directory | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        directory = directory or Directory(actor)
        for field in self.fields.values():
            if isinstance(field, OrganisationField):
                field.directory = directory

    def terms(self, begin: str, end: str) -> None:
        """Refuse a term that ends before it begins."""
        first, last = self.cleaned_data.get(begin), self.cleaned_data.get(end)
        if first and last and last < first:
            self.add_error(end, spoken("It ends before it begins.", "终止日期早于起始日期。"))


class OrganisationForm(RowForm):
    """An organisation."""

    name = forms.CharField(label=spoken("Name", "名称"), max_length=200)
    kind = WordField(REGISTRABLE, label=spoken("Kind", "类型"))
    code = forms.RegexField(
        r"^[0-9A-HJ-NP-RT-UW-Y]{18}$",
        label=spoken("Unified social credit code", "统一社会信用代码"),
        required=False,
        help_text=spoken("Eighteen figures and letters.", "18 位数字与字母。"),
    )
    contact_name = forms.CharField(label=spoken("Contact", "联系人"), required=False, max_length=80)
    contact_phone = forms.CharField(label=spoken("Telephone", "联系电话"), required=False, max_length=40)
    contact_email = forms.EmailField(label=spoken("E-mail", "联系邮箱"), required=False)
    current: Organisation | None = None

    def clean_code(self) -> str:
        """Refuse a code that the carrier registered before."""
        code = str(self.cleaned_data["code"]).upper()
        same = access.organisations_of(self.actor).filter(code=code)
        if code and (same.exclude(pk=self.current.pk) if self.current else same).exists():
            raise ValidationError(TAKEN)
        return code

    def write(self) -> Organisation:
        """Register the organisation, or change the one at hand."""
        if self.current is not None:
            return actions.change_organisation(self.actor, self.current, **self.cleaned_data)
        return actions.register_organisation(self.actor, **self.cleaned_data)


class LicenceForm(RowForm):
    """A licence."""

    key = "number"

    organisation = OrganisationField(label=spoken("Organisation", "组织"), help_text=BY_NAME)
    kind = WordField(LICENCE_WORDS, label=spoken("Service", "业务种类"))
    number = forms.CharField(label=spoken("Licence number", "许可证编号"), max_length=60)
    valid_from = DayField(label=spoken("Valid from", "有效期起"))
    valid_until = DayField(label=spoken("Valid until", "有效期止"))

    def clean_organisation(self) -> Organisation:
        """Refuse an organisation that another carrier keeps."""
        found: Organisation = self.cleaned_data["organisation"]
        if not self.actor.has_perm("registers.change_organisation", found):
            raise ValidationError(
                spoken("Your carrier does not keep this organisation.", "该组织不由本单位登记。")
            )
        return found

    def clean(self) -> None:
        """Refuse a licence twice, or one that ends before it begins."""
        self.terms("valid_from", "valid_until")
        known = access.licences_of(self.actor).filter(
            organisation=self.cleaned_data.get("organisation"), number=self.cleaned_data.get("number")
        )
        if known.exists():
            self.add_error("number", TAKEN)

    def write(self) -> Any:
        """Register the licence."""
        return actions.register_licence(self.actor, **self.cleaned_data)


class ContractForm(RowForm):
    """A contract."""

    key = "number"

    number = forms.CharField(label=spoken("Contract number", "合同编号"), max_length=60)
    holder = OrganisationField(label=spoken("Holder", "使用单位"), help_text=BY_NAME)
    signed_on = DayField(label=spoken("Signed on", "签订日期"))
    ends_on = DayField(label=spoken("Ends on", "终止日期"))
    calls_per_day = forms.IntegerField(
        label=spoken("Calls a day at most", "每日呼叫上限"), required=False, min_value=0, max_value=2**31 - 1
    )

    def clean(self) -> None:
        """Refuse a number twice, or a contract that ends before it begins."""
        self.terms("signed_on", "ends_on")
        if access.contracts_of(self.actor).filter(number=self.cleaned_data.get("number")).exists():
            self.add_error("number", TAKEN)

    def write(self) -> Contract:
        """Register the contract."""
        return actions.register_contract(self.actor, **self.cleaned_data)


class LetterForm(RowForm):
    """A letter of authority."""

    key = "number"

    number = forms.CharField(label=spoken("Letter number", "授权书编号"), max_length=60)
    giver = OrganisationField(label=spoken("Given by", "授权方"), help_text=BY_NAME)
    taker = OrganisationField(label=spoken("Given to", "被授权方"), help_text=BY_NAME)
    valid_from = DayField(label=spoken("Valid from", "有效期起"))
    valid_until = DayField(label=spoken("Valid until", "有效期止"))

    def clean(self) -> None:
        """Refuse a number twice, or a letter that ends before it begins."""
        self.terms("valid_from", "valid_until")
        if access.letters_of(self.actor).filter(number=self.cleaned_data.get("number")).exists():
            self.add_error("number", TAKEN)

    def write(self) -> Letter:
        """Register the letter."""
        return actions.register_letter(self.actor, **self.cleaned_data)


class LetterPageForm(LetterForm):
    """The same on a page, where its scan is chosen."""

    file = forms.FileField(
        label=spoken("Scan of the letter", "授权书扫描件"),
        required=False,
        help_text=spoken("PDF, PNG or JPEG, up to 20 MB.", "PDF、PNG 或 JPEG，不超过 20 MB。"),
    )

    def clean_file(self) -> Evidence | None:
        """Keep the file by its digest.

        Raises:
            ValidationError: it is no scan, or too large.
        """
        return kept_scan(self.actor, self.cleaned_data["file"])

    def write(self) -> Letter:
        """Register the letter with its scan."""
        values = dict(self.cleaned_data)
        return actions.register_letter(self.actor, evidence=values.pop("file"), **values)


class ScanForm(forms.Form):
    """The scan of a letter that is registered already."""

    file = forms.FileField(
        label=spoken("Scan of the letter", "授权书扫描件"),
        help_text=spoken("PDF, PNG or JPEG, up to 20 MB.", "PDF、PNG 或 JPEG，不超过 20 MB。"),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_file(self) -> Evidence | None:
        """Keep the file by its digest.

        Raises:
            ValidationError: it is no scan, or too large.
        """
        return kept_scan(self.actor, self.cleaned_data["file"])


def kept_scan(actor: Any, file: Any) -> Evidence | None:
    """Keep a scan as evidence; None where there is no file.

    Raises:
        ValidationError: it is no scan, or too large.
    """
    if not file:
        return None
    try:
        return keep_evidence(actor, file, SCANS)
    except ConsoleError as fault:
        raise ValidationError(f"{fault.message} {fault.hint}") from fault


class LineForm(RowForm):
    """A line, with the numbers that it may show and those who answer for it."""

    name = forms.CharField(
        label=spoken("Line", "线路"),
        max_length=80,
        help_text=spoken("As call records name it.", "与话单中一致。"),
    )
    kind = WordField(LINE_KIND_WORDS, label=spoken("Kind", "类型"))
    holder = OrganisationField(label=spoken("Holder", "使用单位"), help_text=BY_NAME)
    platform = OrganisationField(label=spoken("Platform", "平台"), required=False)
    centre = OrganisationField(label=spoken("Call centre", "呼叫中心"), required=False)
    principal = OrganisationField(label=spoken("Principal", "委托主体"), required=False)
    numbers = NumbersField(
        label=spoken("Numbers it may show", "可显示号码"),
        required=False,
        help_text=spoken(
            "Numbers and ranges, blank-separated; none listed means none.",
            "号码与号段，以空格分隔；未列出则不得显示任何号码。",
        ),
    )
    letter = forms.CharField(label=spoken("Letter of authority", "授权书编号"), required=False, max_length=60)
    contract = forms.CharField(label=spoken("Contract", "合同编号"), required=False, max_length=60)
    purposes = WordsField(PURPOSE_WORDS, label=spoken("Purposes", "用途"), required=False)
    hours = HoursField(label=spoken("Hours", "时段"), required=False, max_length=13)
    calls_per_day = forms.IntegerField(
        label=spoken("Calls a day at most", "每日呼叫上限"), required=False, min_value=0, max_value=2**31 - 1
    )
    current: Line | None = None

    def clean_name(self) -> str:
        """Refuse a name that the carrier gave another line."""
        name = str(self.cleaned_data["name"])
        same = access.lines_of(self.actor).filter(name=name)
        if (same.exclude(pk=self.current.pk) if self.current else same).exists():
            raise ValidationError(TAKEN)
        return name

    def clean_letter(self) -> Letter | None:
        """Find the letter by its number."""
        return self._numbered(access.letters_of(self.actor), self.cleaned_data["letter"])

    def clean_contract(self) -> Contract | None:
        """Find the contract by its number."""
        return self._numbered(access.contracts_of(self.actor), self.cleaned_data["contract"])

    def _numbered(self, rows: Any, number: str) -> Any:
        if not number:
            return None
        found = rows.filter(number=number).first()
        if found is None:
            raise ValidationError(spoken("None of this number is registered.", "未登记该编号。"))
        return found

    def write(self) -> Line:
        """Register the line, or change the one at hand."""
        if self.current is not None:
            return actions.change_line(self.actor, self.current, **self.cleaned_data)
        return actions.register_line(self.actor, **self.cleaned_data)
