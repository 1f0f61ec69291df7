"""Who may open what: every address of the console, as every role and as a stranger."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from console_world import Side, World

from jingling.console.findings.actions import review

DOCS = Path(__file__).parents[2] / "docs"
ROLES = ("stranger", "carrier", "call centre", "complaint desk", "regulator", "citizen")
CHINESE = {"登录": "sign in", "可": "yes", "否": "no", "本单位": "own", "全部": "all"}


def table(page: str) -> dict[str, dict[str, str]]:
    """Read the table of the docs: the name of each page with what each role meets there."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (DOCS / page).read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    return {
        row[0].strip("`"): dict(zip(ROLES, [CHINESE.get(cell, cell) for cell in row[2:]], strict=True))
        for row in rows
    }


def addresses() -> Iterator[tuple[str, Any]]:
    """Walk every address that the console answers."""
    from django.urls import get_resolver

    def below(resolver: Any, space: str) -> Iterator[tuple[str, Any]]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from below(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
            else:
                yield space + (pattern.name or ""), pattern

    yield from below(get_resolver(), "")


def objects(side: Side, role: str) -> dict[str, Any]:
    """Return the object that stands in the address of each page about one object."""
    job = {"call centre": side.centre_job, "complaint desk": side.desk_job}.get(role, side.job)
    key = {"call centre": side.key, "complaint desk": side.desk_key}.get(role, side.carrier_key)
    case = side.carrier_case if role == "carrier" else side.case
    return {
        "jobs:one": job,
        "jobs:progress": job,
        "registers:organisation": side.centre_house,
        "registers:line": side.line,
        "registers:letter": side.letter,
        "registers:attach_scan": side.letter,
        "registers:change_organisation": side.principal,
        "registers:change_line": side.line,
        "registers:add": "licences",
        "registers:import_template": "lines",
        "registers:import_confirmed": ("contracts", side.evidence.pk),
        "registers:evidence": side.centre_evidence if role == "call centre" else side.evidence,
        "findings:number": side.number,
        "findings:line": side.found_line,
        "findings:campaign": side.campaign,
        "findings:review": side.number,
        "findings:reveal": side.number,
        "findings:answerable": side.number,
        "findings:result": side.result,
        "outbound:project": side.project,
        "outbound:change": side.project,
        "outbound:end": side.project,
        "outbound:preview": side.project,
        "consents:one": side.consent,
        "consents:withdraw": side.consent,
        "consents:import_confirmed": side.centre_evidence,
        "machines:revoke": key,
        "lists:entry": side.entry,
        "lists:take_off": side.entry,
        "lists:list_finding": side.number,
        "lists:import_confirmed": side.evidence,
        "saved:drop": side.saved.get(role) or side.saved[""],
        "citizens:consent": side.consent,
        "citizens:lift": side.refusal.receipt,
        "citizens:receipt": side.refusal.receipt,
        "citizens:part": "block",
        "desk:case": case,
        "desk:work": (case.pk, "pause"),
        "desk:reply": (case.pk, "act"),
        "desk:reports": case,
        "desk:take_back": (case.pk, side.decision.pk),
        "desk:reveal": case,
        "desk:file": side.attachment,
        "desk:proof": side.carrier_proof if role == "carrier" else side.proof,
        "desk:answer_question": side.question,
        "bulletins:file": (side.bulletin.pk, "pdf"),
        "api:consent": side.consent,
        "api:withdraw_consent": side.consent,
        "api:project": side.project,
        "api:figures": side.project,
        **{
            f"reports:{page}": "222222222"
            for page in ("receipt", "number", "code", "add", "again", "withdraw")
        },
        "api:file_progress": side.reading,
        "api:report_state": "222222222",
        "api:add_to_report": "222222222",
        "api:report_did_not_stop": "222222222",
        "api:line": side.line,
        "api:finding": side.number,
        "api:review": side.number,
    }


def met(client: Any, name: str, one: Any) -> str:
    """Open a page, or send it an empty form where it takes forms only, and say what happened."""
    from django.urls import reverse

    named = one if isinstance(one, tuple) else [one] if isinstance(one, str) else [one.pk] if one else []
    address = reverse(name, args=named)
    answer = client.get(address)
    if answer.status_code == 405:
        decision = {"state": "open", "reason": "other"}
        as_json = {"data": decision, "content_type": "application/json"}
        answer = client.post(address, **(as_json if name.startswith("api:") else {}))
    b"".join(answer)  # a file is closed once it was read
    if answer.status_code == 302 and answer["Location"].startswith("/login/?next="):
        return "sign in"
    return {401: "401", 403: "no", 404: "none"}.get(
        answer.status_code, "yes" if answer.status_code < 500 else ""
    )


def test_the_table_names_every_address(console: Path) -> None:  # noqa: ARG001 — Django is loaded
    """Each address stands in the table, and the table names no other; both languages say the same."""
    assert sorted(table("permissions.md")) == sorted(name for name, _ in addresses())
    assert table("permissions.md") == table("permissions.zh.md")


@pytest.mark.parametrize("role", ROLES)
def test_every_address_lets_in_whom_the_table_says(
    complaints: World, visit: Callable[..., Any], role: str
) -> None:
    """A role meets on every page what the table says: for its own objects and for another's."""
    world = complaints
    for side in (world.ours, world.theirs):
        review(side.carrier, side.number, "confirmed", "records")
    client = visit(world.people[role])
    client.raise_request_exception = False
    ours, theirs = objects(world.ours, role), objects(world.theirs, role)
    told = {"own": ("yes", "none"), "all": ("yes", "yes")}
    wrong = []
    for name, expected in table("permissions.md").items():
        if name in {"account_logout", "api:api-root"}:
            continue  # the first would end the visit, the second has nothing to show
        says = expected[role]
        own, others = told.get(says, (says, says))
        found = met(client, name, ours.get(name)), met(client, name, theirs.get(name))
        if found != (own, others if name in ours else own):
            wrong.append((name, says, found))
    assert not wrong, wrong


def scopes(page: str) -> dict[str, set[str]]:
    """Read what a key of each scope opens: the table's rows begin with the scope."""
    told = re.findall(
        r"^\| ([a-z]+\.[a-z]+) \| [^|]+ \| ([^|]+) \|", (DOCS / page).read_text("utf-8"), re.MULTILINE
    )
    return {scope: set(re.findall(r"`([^`]+)`", cell)) for scope, cell in told}


def test_the_table_names_every_scope(console: Path) -> None:  # noqa: ARG001 — Django is loaded
    """Each scope stands in the table of keys, in both languages, and opens operations that are there."""
    from jingling.console.machines.scopes import Scope

    told = scopes("permissions.md")
    assert told == scopes("permissions.zh.md")
    assert set(told) == set(Scope)
    assert set().union(*told.values()) <= {name for name, _ in addresses()}


@pytest.mark.parametrize("role", ["carrier", "call centre", "complaint desk"])
def test_a_key_opens_what_its_scope_says(complaints: World, visit: Callable[..., Any], role: str) -> None:
    """A key of each scope meets every operation: its own house's objects there, and nothing anywhere else."""
    from jingling.console.machines.actions import make_key
    from jingling.console.machines.scopes import scopes_for

    operations = [
        name
        for name, lets in table("permissions.md").items()
        if name.startswith("api:") and "-" not in name and lets["stranger"] != "yes"
    ]
    world = complaints
    maker = world.people[role]
    ours, theirs = objects(world.ours, role), objects(world.theirs, role)
    wrong = []
    for scope in scopes_for(maker.role):
        _, secret = make_key(maker, name=scope, scopes=[scope], days=1)
        client = visit()
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        for name in operations:
            found = met(client, name, ours.get(name)), met(client, name, theirs.get(name))
            if name in scopes("permissions.md")[scope]:
                right = found == ("yes", "none" if name in ours else "yes")
            else:
                right = set(found) <= {"no", "401"}
            if not right:
                wrong.append((scope.value, name, found))
    assert not wrong, wrong


def test_a_page_without_a_door_is_shut(world: World) -> None:
    """A view that does not say who may pass lets in nobody, whatever the role."""
    from django.core.exceptions import PermissionDenied
    from django.http import HttpResponse
    from django.test import RequestFactory

    from jingling.console.frame.middleware import Doors

    def view(request: object) -> HttpResponse:
        raise AssertionError(request)

    for person in (world.ours.carrier, world.regulator, world.citizen):
        request = RequestFactory().get("/")
        request.user = person
        with pytest.raises(PermissionDenied):
            Doors(view).process_view(request, view, (), {})


def test_objects_are_reached_through_access_alone() -> None:
    """No view, table or form asks a model for its objects: access functions stand in between."""
    src = Path(__file__).parents[2] / "src" / "jingling" / "console"
    asking = [
        str(path.relative_to(src))
        for name in ("views.py", "tables.py", "forms.py", "api.py", "story.py")
        for path in src.rglob(name)
        if re.search(r"\.objects\b", path.read_text("utf-8"))
    ]
    assert asking == []
