"""Pages of bulletins: a month told, asking for one to be counted, its files."""

from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jingling.complaints.clocks import BEIJING
from jingling.complaints.monthly import month_of
from jingling.console.bulletins import access, actions
from jingling.console.frame.doors import Role, door
from jingling.console.frame.export import EXCEL
from jingling.console.frame.language import language, spoken

KINDS = {"pdf": "application/pdf", "xlsx": EXCEL}
MOST_MONTHS = 120


class MonthForm(forms.Form):
    """Which month."""

    month = forms.ChoiceField(label=spoken("Month", "月份"))

    def __init__(self, *args: Any, months: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(month, month) for month in months]


def _months() -> list[str]:
    """Return the months in which there may be reports, the latest first."""
    now = timezone.now()
    found = [str(month_of(now, BEIJING))]
    first = month_of(access.first_received_at() or now, BEIJING)
    while found[-1] != first and len(found) < MOST_MONTHS:
        year, month = map(int, found[-1].split("-"))
        found.append(f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}")
    return found


@door(Role.DESK, Role.REGULATOR)
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Tell a month's bulletin, the last month that was counted unless one is asked for."""
    months = _months()
    made = access.months_made()
    usual = next((month for month in months if month in made), months[min(1, len(months) - 1)])
    form = MonthForm({"month": request.GET.get("month") or usual}, months=months)
    chosen = form.cleaned_data["month"] if form.is_valid() else usual
    return render(
        request,
        "bulletins/month.html",
        {
            "form": form,
            "month": chosen,
            "over": chosen != months[0],
            "bulletin": access.latest_of(chosen),
            "may_make": request.user.has_perm("complaints.work"),
        },
        status=422 if form.errors else 200,
    )


@door(Role.DESK)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Ask for a month to be counted."""
    form = MonthForm(request.POST, months=_months())
    if not form.is_valid():
        return redirect("bulletins:month")
    return redirect("jobs:one", pk=actions.ask_for(request.user, form.cleaned_data["month"]).pk)


@door(Role.DESK, Role.REGULATOR)
@require_safe
def file(request: HttpRequest, pk: int, form: str) -> HttpResponse:  # noqa: ARG001 — every view is given it
    """Hand out a bulletin's PDF or spreadsheet in the reader's language."""
    bulletin = access.access_bulletin(pk, form)
    place = bulletin.file(language(), form)
    return FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=f"bulletin-{bulletin.month}.{form}",
        content_type=KINDS[form],
    )
