"""The call centre's part: consents with their proof, previews and figures that are the gate's own."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADINGS = ["委托主体", "用户号码", "用途", "同意时间", "来源", "页面地址", "展示或宣读的原文", "凭证摘要"]
PAGE = "https://shop.example/join"
TEXT = "You may ring me about offers."


@pytest.fixture
def gate_place(world: Any, tmp_path: Path) -> Iterator[Path]:  # noqa: ARG001
    """A gate's directory of this test's own."""
    from django.conf import settings

    before, settings.GATE = settings.GATE, tmp_path / "gate"
    yield settings.GATE
    settings.GATE = before


def asked(**changes: str) -> dict[str, str]:
    """Return a consent as the form and the API take it."""
    return {
        "principal": "ours principal",
        "number": "13800000031",
        "purpose": "marketing",
        "given_at": "2026-03-01T09:00:00+08:00",
        "source": "page",
        "page": PAGE,
        "shown": TEXT,
    } | changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "recording", "page": ""}, "proof"),
        ({"page": ""}, "page"),
        ({"shown": ""}, "shown"),
        ({"given_at": ""}, "given_at"),
        ({"given_at": "2026-03-01"}, "given_at"),
        ({"given_at": "2999-01-01T00:00:00+08:00"}, "given_at"),
        ({"expires_at": "2026-02-01T00:00:00+08:00"}, "expires_at"),
        ({"principal": "theirs principal"}, "principal"),
        ({"number": "nobody"}, "number"),
        ({"source": "recording", "proof": "0" * 64}, "proof"),
        ({"purpose": "emergency"}, "purpose"),
    ],
)
def test_a_consent_without_proof_text_or_time_is_none(
    world: Any, changes: dict[str, str], field: str
) -> None:
    """Whatever of its proof is missing or cannot be, the form says so at that field."""
    from jingling.console.consents.forms import ConsentForm

    form = ConsentForm(asked(**changes), actor=world.ours.centre)
    assert list(form.errors) == [field]
    assert ConsentForm(asked(), actor=world.ours.centre).is_valid()


def test_an_import_tells_each_row_and_keeps_the_time_given(world: Any, visit: Any) -> None:
    """A file's good rows are taken in with the time they were given; each bad one has its fault told."""
    from jingling.console.consents.models import Consent

    book = Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(["ours principal", "13800000051", "营销", "2026-03-01 09:30", "网页或应用", PAGE, TEXT, ""])
    digest = world.ours.centre_evidence.digest
    sheet.append(
        ["ours principal", "13800000052", "marketing", "2026-03-02 10:00", "recording", "", TEXT, digest]
    )
    sheet.append(["ours principal", "13800000053", "marketing", "", "recording", "", TEXT, digest])
    file = BytesIO()
    book.save(file)
    client = visit(world.ours.centre)
    page = client.post(
        "/consents/import", {"file": SimpleUploadedFile("consents.xlsx", file.getvalue())}
    ).content.decode()
    assert "2 rows can be taken in, 1 have errors" in page
    address = page.split('action="/consents/import/')[1].split('"')[0]
    client.post(f"/consents/import/{address}")
    taken = Consent.objects.filter(channel="file").order_by("pk")
    assert [one.given_at.isoformat() for one in taken] == [
        "2026-03-01T01:30:00+00:00",
        "2026-03-02T02:00:00+00:00",
    ]
    assert [one.proof.split(":")[0] for one in taken] == ["page-sha256", "sha256"]


def test_the_api_enters_good_rows_and_tells_the_others(world: Any, visit: Any) -> None:
    """Rows are counted from nought; those with a fault have it told, the others hold."""
    client = visit(world.ours.centre)
    rows = [asked(), asked(page=""), asked(number="13800000032")]
    answer = client.post("/api/v1/consents/enter", json.dumps(rows), content_type="application/json").json()
    assert [one is None for one in answer["ids"]] == [False, True, False]
    assert [(one["row"], one["field"]) for one in answer["faults"]] == [(1, "page")]
    listed = client.get(f"/api/v1/consents/{answer['ids'][0]}").json()
    assert listed["number"] == "138****0031"
    assert listed["state"] == "in force"


def test_a_preview_is_the_gates_own_verdict(world: Any, gate_place: Path) -> None:
    """Who consented may be called; who refused, or never consented, is skipped, with the gate's reasons."""
    from jingling.console.consents.actions import enter, refuse
    from jingling.console.consents.forms import ConsentForm
    from jingling.console.outbound.actions import register_project
    from jingling.console.outbound.before_launch import foresee, people_in
    from jingling.console.publishing.outbox import push
    from jingling.console.publishing.registers import publish_registers
    from jingling.console.registers.actions import change_line

    change_line(world.ours.carrier, world.ours.line, purposes="marketing service", hours="")
    project = register_project(
        world.ours.centre,
        name="offers",
        principal=world.ours.principal,
        purpose="marketing",
        lines=[world.ours.line],
        numbers="+861051000020",
        audience="members",
        content="offers",
        contact_name="Chen",
        contact_phone="037160000001",
    )
    for number in ("13800000061", "13800000062"):
        form = ConsentForm(asked(number=number), actor=world.ours.centre)
        assert form.is_valid()
        enter(world.ours.centre, form.consent("api"))
    refuse(world.ours.centre, 8613800000062, principal=world.ours.principal, channel="agent")
    publish_registers()
    push()
    people = people_in("13800000061 13800000062\n13800000063,nobody", None)
    found = foresee(project, "ours-L1", "+861051000020", people)
    assert (found.total, found.allowed, found.skipped) == (4, 1, 3)
    assert {one.code: one.people for one in found.reasons} == {
        "CN-REFUSE": 1,
        "CN-CONSENT": 1,
        "NUM-INVALID": 1,
    }
    assert [one["verdict"] for one in found.verdicts] == ["allow", "reject", "reject", "reject"]
    assert not (gate_place / "ledger" / "preview-0").exists()


def test_figures_count_each_record_and_each_call_once(world: Any, gate_place: Path, visit: Any) -> None:
    """Asked, allowed and denied are the ledger's; abandoned is a share of calls that a person took."""
    from django.utils import timezone

    from jingling.console.outbound.access import projects_of
    from jingling.console.outbound.counting import count_new
    from jingling.console.outbound.queries import figures_of
    from jingling.console.publishing.registers import publish_registers
    from jingling.console.registers.actions import change_line
    from jingling.gate import Gate, Question
    from jingling.gate.hearing import hear, read_outcome

    change_line(world.ours.carrier, world.ours.line, hours="")
    publish_registers()
    said = [["answered"], ["answered", "refused"], ["abandoned", "abandoned"], ["no_answer"], []]
    with Gate(gate_place) as gate:
        for at, outcomes in enumerate(said):
            verdict = gate.ask(
                Question(
                    "outbound",
                    "+861051000001",
                    f"+861380000007{at}",
                    "ours-L1",
                    principal="ours principal",
                    project=world.ours.project.code,
                    agent=f"agent {at % 2}",
                )
            )
            assert verdict.verdict == "allow", verdict.reasons
            gate.recorder.flush()
            for outcome in outcomes:
                told = {
                    "principal": "ours principal",
                    "callee": f"+861380000007{at}",
                    "outcome": outcome,
                    "evidence": verdict.evidence,
                }
                hear(gate, read_outcome(json.dumps(told).encode()))
        denied = Question(
            "outbound",
            "+862100000000",
            "+8613800000079",
            "ours-L1",
            principal="ours principal",
            project="P000000",
        )
        gate.ask(denied)
        wrong = Question(
            "outbound",
            "+862100000000",
            "+8613800000079",
            "ours-L1",
            principal="ours principal",
            project=world.ours.project.code,
        )
        gate.ask(wrong)
    since = timezone.localdate()
    for _ in range(2):
        count_new()
        mine = projects_of(world.ours.centre)
        told_of = figures_of(mine, since)[world.ours.project.pk]
        assert (told_of.asked, told_of.allowed, told_of.rejected) == (6, 5, 1)
        assert (told_of.live, told_of.no_answer, told_of.refused, told_of.abandoned) == (3, 1, 1, 1)
        assert told_of.abandoned_share == pytest.approx(1 / 3)
        assert "CN-PROJECT" in told_of.denied
        by_agent = figures_of(mine, since, "agent")
        assert (by_agent["agent 0"].asked, by_agent["agent 1"].asked, by_agent[""].asked) == (3, 2, 1)
    assert figures_of(projects_of(world.theirs.centre), since) == {}
    for address in ("/projects/figures", f"/projects/{world.ours.project.pk}"):
        page = visit(world.ours.centre).get(address).content.decode()
        assert "33.3% of those taken" in page
        assert "CN-PROJECT" in page
        assert "The project is not registered." in page


def test_a_renamed_principal_stays_refused(world: Any, gate_place: Path) -> None:  # noqa: ARG001
    """A refusal follows an organisation that takes another name."""
    from jingling.console.consents.models import Refusal
    from jingling.console.registers.actions import change_organisation

    change_organisation(world.ours.carrier, world.ours.principal, name="new name")
    refusal = Refusal.objects.get(pk=world.ours.refusal.pk)
    assert refusal.principal_name == "new name"
    assert '"principal":"new name"' in refusal.outgoing.change
