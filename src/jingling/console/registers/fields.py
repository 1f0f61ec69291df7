"""Fields that a person fills on a page and a file fills in an import, with the same meaning in both."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jingling.console.errors import ConsoleError
from jingling.console.frame.language import spoken
from jingling.console.registers.access import organisations_of
from jingling.console.registers.actions import blocks_from
from jingling.console.registers.models import Organisation
from jingling.words import Words

HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


class Directory:
    """Finds organisations by name or credit code among those that a person may see, each asked for once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.known: dict[str, Organisation | None] = {}

    def find(self, text: str) -> Organisation | None:
        """Return the organisation of a name or code, None for none."""
        if text not in self.known:
            seen = organisations_of(self.user)
            self.known[text] = seen.filter(code=text).first() or seen.filter(name=text).order_by("pk").first()
        return self.known[text]


class OrganisationField(forms.CharField):
    """An organisation, by its name or its credit code; the form gives it a `Directory`."""

    directory: Directory

    def clean(self, value: Any) -> Organisation | None:
        """Return the organisation.

        Raises:
            ValidationError: none of that name or code is registered.
        """
        text = super().clean(value)
        if not text:
            return None
        found = self.directory.find(text)
        if found is None:
            raise ValidationError(
                spoken("No organisation of this name or code is registered.", "未登记该名称或代码的组织。")
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show an organisation by its name."""
        return value.name if isinstance(value, Organisation) else value


class WordField(forms.ChoiceField):
    """One of a closed list, by its code or by its name in either language."""

    def __init__(self, words: Mapping[Any, Words], **options: Any) -> None:
        self.codes = codes_of(words)
        choices = [("", spoken("Choose …", "请选择……"))]
        choices += [(str(code), spoken(*said)) for code, said in words.items()]
        super().__init__(choices=choices, **options)

    def to_python(self, value: Any) -> str:
        """Return the code."""
        text = super().to_python(value).strip()
        return self.codes.get(text.lower(), text)


class WordsField(forms.MultipleChoiceField):
    """Some of a closed list: ticked on a page, separated by blanks or commas in a file."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, words: Mapping[Any, Words], **options: Any) -> None:
        self.codes = codes_of(words)
        super().__init__(choices=[(str(code), spoken(*said)) for code, said in words.items()], **options)

    def to_python(self, value: Any) -> list[str]:
        """Return the codes."""
        written = " ".join([value] if isinstance(value, str) else value or [])
        parts = [part for part in re.split(r"[\s,，、;；]+", written) if part]
        return [self.codes.get(text.lower(), text) for text in parts]

    def clean(self, value: Any) -> str:
        """Return the codes as the registers keep them, blank-separated."""
        return " ".join(dict.fromkeys(super().clean(value)))

    def prepare_value(self, value: Any) -> Any:
        """Tick what the registers keep."""
        return value.split() if isinstance(value, str) else value


class NumbersField(forms.CharField):
    """Numbers and ranges, blank-separated: `+861051000000-+861051000099 95588`."""

    def clean(self, value: Any) -> list[str]:
        """Return the numbers and ranges, each of which can be read.

        Raises:
            ValidationError: one cannot.
        """
        texts = (super().clean(value) or "").split()
        for text in texts:
            try:
                blocks_from(text)
            except ConsoleError as fault:
                raise ValidationError(
                    spoken(
                        f"{text}: expected a number, or a range such as +861051000000-+861051000099.",
                        f"{text}：应为号码或号段，如 +861051000000-+861051000099。",
                    )
                ) from fault
        return texts


class HoursField(forms.CharField):
    """Hours of the day, `HH:MM-HH:MM` local; empty for no limit."""

    def clean(self, value: Any) -> str:
        """Return the hours.

        Raises:
            ValidationError: they are not so written.
        """
        text = str(super().clean(value) or "").strip().replace("：", ":").replace("—", "-")
        if text and not HOURS.fullmatch(text):
            raise ValidationError(spoken("Write hours as 09:00-18:00.", "时段应写作 09:00-18:00。"))
        return text


class DayField(forms.DateField):
    """A day: `2026-03-10`, `2026/3/10`, `20260310`, or a cell that Excel keeps as a date."""

    def __init__(self, **options: Any) -> None:
        formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"]
        super().__init__(
            input_formats=formats,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **options,
        )

    def to_python(self, value: Any) -> date | None:
        """Return the day."""
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[ T]00:00:00", value):
            value = datetime.fromisoformat(value).date()
        return super().to_python(value)


def codes_of(words: Mapping[Any, Words]) -> dict[str, str]:
    """Return each code by whatever a person may write for it."""
    written: Iterable[tuple[str, str]] = (
        (text.lower(), str(code)) for code, said in words.items() for text in (str(code), said.en, said.zh)
    )
    return dict(written)
