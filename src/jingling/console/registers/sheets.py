"""The tables that can be imported, and added to by hand: each is a form and its words."""

from dataclasses import dataclass

from jingling.console.registers import forms
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the registers.

    Args:
        name: in addresses and files.
        title: what it is called.
        one: what one row of it is called.
        form: what a row must be, and how it is written.
        page_form: the same on a page, where that asks for more.
    """

    name: str
    title: Words
    one: Words
    form: type[forms.RowForm]
    page_form: type[forms.RowForm] | None = None

    @property
    def on_page(self) -> type[forms.RowForm]:
        """The form of one row on a page, where a file may be chosen too."""
        return self.page_form or self.form

    @property
    def columns(self) -> list[str]:
        """The names of its columns, in order."""
        return list(self.form.base_fields)

    def column(self, heading: str) -> str:
        """Return the column that a heading names, in English, in Chinese or by its code; empty for none."""
        wanted = heading.strip().lower()
        for name, field in self.form.base_fields.items():
            if wanted in {name, *both(field.label)}:
                return name
        return "name" if wanted == "line" and self.name == "lines" else ""


def both(label: object) -> set[str]:
    """Return a label in both languages, in lower case."""
    from django.utils.translation import override

    said = set()
    for language in ("en", "zh-hans"):
        with override(language):
            said.add(str(label).lower())
    return said


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            "organisations",
            Words("Organisations", "组织"),
            Words("organisation", "组织"),
            forms.OrganisationForm,
        ),
        Sheet("licences", Words("Licences", "许可证"), Words("licence", "许可证"), forms.LicenceForm),
        Sheet("contracts", Words("Contracts", "合同"), Words("contract", "合同"), forms.ContractForm),
        Sheet(
            "letters",
            Words("Letters of authority", "授权书"),
            Words("letter of authority", "授权书"),
            forms.LetterForm,
            forms.LetterPageForm,
        ),
        Sheet("lines", Words("Lines", "线路"), Words("line", "线路"), forms.LineForm),
    )
}
