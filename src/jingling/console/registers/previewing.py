"""The page that takes a file and shows what would become of each row, before any of it is written."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jingling.console.errors import ConsoleError
from jingling.console.registers.evidence import keep_evidence

SHOWN = 200
"""Rows of a file that its preview shows; those with a fault first."""


def preview_page(
    request: HttpRequest, pages: str, form: Any, look: Callable[[Any], tuple[Any, Any]], **values: Any
) -> HttpResponse:
    """Ask for a file, or show what is in the one that was sent.

    Args:
        request: what was asked.
        pages: the folder of `import.html` and `preview.html`.
        form: asks for `file`.
        look: reads the kept file; returns the sheet it was read as and what was found, `bad` and `good`.
        values: what `import.html` needs besides the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            evidence = keep_evidence(request.user, form.cleaned_data["file"])
            sheet, found = look(evidence)
        except ConsoleError as fault:
            form.add_error("file", f"{fault.message} {fault.hint}")
        else:
            shown = [*found.bad, *found.good][:SHOWN]
            told = {"found": found, "sheet": sheet, "evidence": evidence, "shown": shown}
            return render(request, f"{pages}/preview.html", told)
    status = 422 if form.errors else 200
    return render(request, f"{pages}/import.html", {"form": form, **values}, status=status)
