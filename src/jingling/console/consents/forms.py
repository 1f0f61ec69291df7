"""One consent or refusal, as a page, a file or the API gives it, with the same meaning in all three."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jingling.console.consents import access
from jingling.console.consents.models import SOURCE_WORDS, Consent
from jingling.console.frame.language import spoken
from jingling.console.registers.fields import Directory, OrganisationField, WordField
from jingling.console.registers.forms import RowForm
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.console.registers.models import Evidence, Organisation
from jingling.numbers import NumberKind, read_number

ASKED = {purpose: words for purpose, words in PURPOSE_WORDS.items() if purpose != "emergency"}
DIGEST = re.compile(r"(sha256:)?([0-9a-fA-F]{64})")


class PrincipalField(OrganisationField):
    """One of those for whom the call centre works, by name or credit code."""

    def clean(self, value: Any) -> Organisation | None:
        """Return the organisation.

        Raises:
            ValidationError: the call centre works for none of that name or code.
        """
        text = forms.CharField.clean(self, value)
        known = self.directory.known
        if text and text not in known:
            seen = access.principals_of(self.directory.user)
            known[text] = seen.filter(code=text).first() or seen.filter(name=text).order_by("pk").first()
        if text and known[text] is None:
            raise ValidationError(
                spoken(
                    "None of your lines or letters of authority names this principal.",
                    "贵单位的线路与授权书均未登记该委托主体。",
                )
            )
        return known.get(text)


class NumberField(forms.CharField):
    """A telephone number, as people write it."""

    def clean(self, value: Any) -> int:
        """Return its key.

        Raises:
            ValidationError: it is no number that can be called.
        """
        text = super().clean(value)
        number = read_number(text)
        if text and (number.key <= 0 or number.kind in {NumberKind.UNKNOWN, NumberKind.ANONYMOUS}):
            raise ValidationError(spoken("This is no telephone number.", "无法识别的号码。"))
        return number.key if text else 0


class MomentField(forms.CharField):
    """A time to the minute: `2026-03-01 09:00`, with a zone or Beijing's."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:
        """Return the time.

        Raises:
            ValidationError: it is none, or a day alone.
        """
        text = str(super().clean(value) or "").strip().replace("/", "-")
        if not text:
            return None
        try:
            at = parse_datetime(text) if ":" in text else None
        except ValueError:
            at = None
        if at is None:
            raise ValidationError(
                spoken("Give day and time, 2026-03-01 09:00.", "请填写日期与时间，如 2026-03-01 09:00。")
            )
        return at if timezone.is_aware(at) else timezone.make_aware(at)


class ConsentForm(RowForm):
    """A consent with its proof."""

    key = ""

    principal = PrincipalField(
        label=spoken("Principal", "委托主体"),
        help_text=spoken("Whom the person allowed: name or credit code.", "用户同意的对象：名称或信用代码。"),
    )
    number = NumberField(label=spoken("Person's number", "用户号码"), max_length=40)
    purpose = WordField(ASKED, label=spoken("Purpose", "用途"))
    given_at = MomentField(
        label=spoken("Given at", "同意时间"),
        help_text=spoken(
            "When the person said so, not when you enter it.", "用户作出同意的时间，而非录入时间。"
        ),
    )
    expires_at = MomentField(label=spoken("Ends at", "到期时间"), required=False)
    source = WordField(SOURCE_WORDS, label=spoken("Source", "来源"))
    page = forms.URLField(
        label=spoken("Page", "页面地址"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=spoken("Where it was given, for a web page or app.", "在网页或应用上同意的，填写其地址。"),
    )
    shown = forms.CharField(
        label=spoken("Exact text shown or read out", "展示或宣读的原文"),
        min_length=6,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = forms.CharField(
        label=spoken("Digest of the proof", "凭证摘要"),
        required=False,
        max_length=71,
        help_text=spoken(
            "SHA-256 of a recording or scan that you sent here before.", "此前上传的录音或扫描件的 SHA-256。"
        ),
    )

    evidence: Evidence | None = None

    def clean_given_at(self) -> datetime | None:
        """Refuse a time to come."""
        at: datetime | None = self.cleaned_data["given_at"]
        if at and at > timezone.now():
            raise ValidationError(spoken("This lies in the future.", "该时间晚于当前时间。"))
        return at

    def clean_proof(self) -> str:
        """Find the file by its digest."""
        text = str(self.cleaned_data["proof"] or "").strip()
        if text:
            found = DIGEST.fullmatch(text)
            kept = access.own_evidence(self.actor)
            self.evidence = kept.filter(digest=found[2].lower()).first() if found else None
            if self.evidence is None:
                raise ValidationError(
                    spoken("No file of this digest is kept here.", "未找到该摘要对应的凭证文件。")
                )
        return text

    def clean(self) -> None:
        """Refuse a consent without its proof, or one that ends before it begins."""
        asked = self.cleaned_data
        source = asked.get("source")
        if source == "page" and not asked.get("page") and "page" not in self.errors:
            self.add_error("page", spoken("Give the page's address.", "请填写页面地址。"))
        if source in {"recording", "paper"} and not self.has_file() and "proof" not in self.errors:
            self.add_error(
                self.file_field(),
                spoken("Without its recording or scan this is no consent.", "没有录音或扫描件，不构成同意。"),
            )
        given, ends = asked.get("given_at"), asked.get("expires_at")
        if given and ends and ends <= given:
            self.add_error("expires_at", spoken("It ends before it begins.", "到期时间早于同意时间。"))

    def has_file(self) -> bool:
        """Whether a file comes with it."""
        return self.evidence is not None

    def file_field(self) -> str:
        """The field that names the file."""
        return "proof"

    def consent(self, channel: str) -> Consent:
        """Return the consent that the form describes, not yet entered."""
        asked = self.cleaned_data
        number = asked["number"]
        return Consent(
            principal=asked["principal"],
            callee=number,
            callee_form=read_number(self.data.get(self.add_prefix("number"), "")).normal,
            purpose=asked["purpose"],
            given_at=asked["given_at"],
            expires_at=asked["expires_at"],
            source=asked["source"],
            page=asked["page"],
            shown=asked["shown"],
            evidence=self.evidence,
            channel=channel,
        )


class ConsentPageForm(ConsentForm):
    """The same on a page, where the file itself is chosen."""

    proof = None
    file = forms.FileField(
        label=spoken("Recording or scan", "录音或扫描件"),
        required=False,
        help_text=spoken(
            "PDF, PNG, JPEG, WAV or MP3, up to 20 MB.", "PDF、PNG、JPEG、WAV 或 MP3，不超过 20 MB。"
        ),
    )

    def has_file(self) -> bool:
        """Whether a file comes with it."""
        return bool(self.cleaned_data.get("file"))

    def file_field(self) -> str:
        """The field that names the file."""
        return "file"


class RefusalForm(forms.Form):
    """A refusal that an agent heard."""

    principal = PrincipalField(label=spoken("Principal", "委托主体"))
    number = NumberField(label=spoken("Person's number", "用户号码"), max_length=40)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["principal"].directory = Directory(actor)


class ListForm(forms.Form):
    """A file of consents."""

    file = forms.FileField(
        label=spoken("File", "文件"), help_text=spoken("Excel (.xlsx) or CSV.", "Excel（.xlsx）或 CSV。")
    )
