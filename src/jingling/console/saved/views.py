"""Saving filters and removing them; they are shown above their table."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import OFFICERS, door
from jingling.console.frame.language import t
from jingling.console.saved import access, actions
from jingling.console.saved.forms import SaveForm


@door(*OFFICERS)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the filters of a table, and go back to it."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, t("Give the filters a name.", "请填写名称。"))
        page = form.cleaned_data.get("page")
        query = form.cleaned_data.get("query", "")
        return redirect(f"{reverse(page)}?{query}" if page else "home")
    asked = form.cleaned_data
    try:
        saved = actions.save_filter(request.user, asked["page"], asked["name"], asked["query"])
    except ConsoleError as fault:
        messages.error(request, f"{fault.message} {fault.hint}")
        return redirect(f"{reverse(asked['page'])}?{asked['query']}")
    messages.success(request, t("Saved as {name}.", "已保存为“{name}”。", name=saved.name))
    return redirect(saved.address)


@door(*OFFICERS)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a saved filter; the table stays as it is."""
    saved = access.access_saved(request.user, pk)
    address = saved.address
    actions.drop_filter(request.user, saved)
    messages.success(request, t("{name} is no longer saved.", "已移除“{name}”。", name=saved.name))
    return redirect(address)
