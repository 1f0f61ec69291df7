"""Pages of a person's own policy: what it says, one question at a time, the file to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.citizens import access, actions
from jingling.console.citizens.policy_forms import PARTS, policy_in, with_part
from jingling.console.citizens.proof import proved_door
from jingling.console.frame.language import t
from jingling.errors import JinglingError
from jingling.numbers import normal_form


@proved_door
@require_safe
def policy(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the person's policy says."""
    text = access.policy_of(number)
    values = {
        "text": text,
        "parts_of_policy": {name: form.title for name, form in PARTS.items()},
        "said": _said(text),
        "number": normal_form(number),
    }
    return render(request, "citizens/policy.html", values)


@proved_door
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Ask one question of the policy."""
    if name not in PARTS:
        raise Http404
    text = access.policy_of(number)
    form = PARTS[name](request.POST or None, initial=PARTS[name].asked_of(policy_in(text)))
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.set_policy(number, with_part(text, form))
        except JinglingError as fault:
            form.add_error(None, f"{fault.message} {fault.hint}")
        else:
            return redirect("citizens:receipt", reference=done.reference)
    values = {"form": form, "title": PARTS[name].title, "number": normal_form(number)}
    return render(request, "citizens/part.html", values, status=422 if form.errors else 200)


@proved_door
@require_safe
def policy_file(_request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the policy as the JSON that a gate, a phone or another service reads."""
    text = access.policy_of(number)
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="policy.json"'
    return response


@proved_door
@require_POST
def drop_policy(_request: HttpRequest, number: int) -> HttpResponse:
    """Take the policy back."""
    done = actions.set_policy(number, "")
    return redirect("citizens:receipt", reference=done.reference)


def _said(text: str) -> dict[str, str]:
    """Say in a word or two what each part of a policy holds."""
    policy = policy_in(text)
    counts = {
        "allow": len(policy.allow),
        "block": len(policy.block),
        "kinds": len(policy.classes),
        "beginnings": len(policy.prefixes),
        "expected": len(policy.expected),
        "again": int(policy.second_try is not None),
    }
    return {
        name: t("{n} set", "已设 {n} 项", n=count) if count else t("nothing", "未设置")
        for name, count in counts.items()
    }
