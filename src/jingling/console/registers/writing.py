"""Pages that write to the registers: adding, changing, importing, evidence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.frame.doors import CALLING, Role, door
from jingling.console.frame.language import spoken, t
from jingling.console.registers import access, actions, imports
from jingling.console.registers.evidence import KINDS, place_of
from jingling.console.registers.forms import LineForm, OrganisationForm, ScanForm
from jingling.console.registers.previewing import preview_page
from jingling.console.registers.sheets import SHEETS, Sheet


class ImportForm(forms.Form):
    """A file, and the table that it is."""

    sheet = forms.ChoiceField(label=spoken("What is in the file?", "文件内容"))
    file = forms.FileField(
        label=spoken("File", "文件"), help_text=spoken("Excel (.xlsx) or CSV.", "Excel（.xlsx）或 CSV。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet.name, spoken(*sheet.title)) for sheet in SHEETS.values()]


def _sheet(name: str) -> Sheet:
    if name not in SHEETS:
        raise Http404
    return SHEETS[name]


@door(Role.CARRIER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, name: str) -> HttpResponse:
    """Add one row to a table."""
    sheet = _sheet(name)
    given = (request.POST or None, request.FILES or None)
    form = sheet.on_page(*given, actor=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        form.write()
        messages.success(request, t("Registered.", "已登记。"))
        return redirect(f"registers:{name}")
    values = {"form": form, "sheet": sheet, "title": sheet.one, "back": f"registers:{name}"}
    return render(request, "registers/form.html", values, status=422 if form.errors else 200)


def _change(request: HttpRequest, form: Any, page: str, one: Any) -> HttpResponse:
    form.current = one
    if request.method == "POST" and form.is_valid():
        form.write()
        messages.success(request, t("Changed.", "已修改。"))
        return redirect(page, pk=one.pk)
    values = {"form": form, "one": one, "page": page}
    return render(request, "registers/change.html", values, status=422 if form.errors else 200)


@door(Role.CARRIER)
@require_http_methods(["GET", "HEAD", "POST"])
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is registered about an organisation."""
    one = access.access_organisation(request.user, pk)
    initial = {name: getattr(one, name) for name in OrganisationForm.base_fields}
    form = OrganisationForm(request.POST or None, actor=request.user, initial=initial)
    return _change(request, form, "registers:organisation", one)


@door(Role.CARRIER)
@require_http_methods(["GET", "HEAD", "POST"])
def change_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is registered about a line, or add numbers that it may show."""
    one = access.access_line(request.user, pk)
    kept = set(LineForm.base_fields) - {"numbers", "letter"}
    initial = {name: getattr(one, name) for name in kept}
    form = LineForm(request.POST or None, actor=request.user, initial=initial)
    form.fields["numbers"].label = spoken("Further numbers that it may show", "新增可显示号码")
    return _change(request, form, "registers:line", one)


@door(Role.CARRIER)
@require_POST
def attach_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach its scan to a letter of authority."""
    one = access.access_letter(request.user, pk)
    form = ScanForm(request.POST, request.FILES, actor=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["file"]))
    else:
        actions.attach_scan(request.user, one, form.cleaned_data["file"])
        messages.success(request, t("The scan is kept.", "扫描件已存入。"))
    return redirect("registers:letter", pk=pk)


@door(Role.CARRIER)
@require_http_methods(["GET", "HEAD", "POST"])
def import_table(request: HttpRequest) -> HttpResponse:
    """Take a file and show what would become of it."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def look(evidence: Any) -> tuple[Any, Any]:
        sheet = SHEETS[form.cleaned_data["sheet"]]
        return sheet, imports.preview(request.user, sheet, evidence)

    return preview_page(request, "registers", form, look, sheets=SHEETS)


@door(Role.CARRIER)
@require_POST
def import_confirmed(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Write the rows of a previewed file that have no fault."""
    sheet = _sheet(name)
    count = imports.take_in(request.user, sheet, access.access_evidence(request.user, pk))
    messages.success(request, t("{n} rows were registered.", "已登记 {n} 行。", n=count))
    return redirect(f"registers:{name}")


@door(Role.CARRIER)
@require_safe
def import_template(_request: HttpRequest, name: str) -> HttpResponse:
    """Hand out an empty table with the headings of a sheet."""
    sheet = _sheet(name)
    headings = [str(field.label) for field in sheet.form.base_fields.values()]
    response = HttpResponse("\ufeff" + ",".join(headings) + "\r\n", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.csv"'
    return response


@door(*CALLING)
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a file of evidence as a download, never to be shown in the page."""
    one = access.access_evidence(request.user, pk)
    kind = KINDS[one.kind][1]
    return FileResponse(place_of(one).open("rb"), as_attachment=True, filename=one.name, content_type=kind)
