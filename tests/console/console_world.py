"""A small world: what each role owns, and the same again that belongs to somebody else."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile

from jingling.console.consents.actions import enter, refuse
from jingling.console.consents.models import Consent
from jingling.console.findings.models import Finding
from jingling.console.findings.taking_in import take_in
from jingling.console.frame.doors import Role
from jingling.console.jobs import actions as jobs
from jingling.console.lists.actions import add
from jingling.console.lists.models import Entry
from jingling.console.machines.actions import make_key
from jingling.console.machines.scopes import scopes_for
from jingling.console.outbound.actions import register_project
from jingling.console.people.models import User
from jingling.console.registers import actions
from jingling.console.registers.evidence import keep_evidence
from jingling.console.registers.models import Organisation
from jingling.console.saved.actions import save_filter

TODAY = date.today()  # noqa: DTZ011 — licences run out by the calendar

CALLEE = 8613800000001
"""A person of whom both sides say something."""


class Side:
    """One carrier with its call centre, registers and findings."""

    def __init__(self, name: str, result: Path) -> None:
        self.carrier_house = Organisation.objects.create(name=f"{name} carrier", kind="carrier")
        self.carrier = _person(f"{name}-carrier", Role.CARRIER, self.carrier_house)
        self.centre_house = actions.register_organisation(
            self.carrier,
            name=f"{name} centre",
            kind="centre",
            contact_name="Chen",
            contact_phone="037160000001",
        )
        self.principal = actions.register_organisation(
            self.carrier, name=f"{name} principal", kind="principal"
        )
        self.licence = actions.register_licence(
            self.carrier,
            self.centre_house,
            kind="B24",
            number=f"B24-{name}",
            valid_from=TODAY - timedelta(days=300),
            valid_until=TODAY + timedelta(days=30),
        )
        self.centre = _person(f"{name}-centre", Role.CENTRE, self.centre_house)
        self.desk_house = Organisation.objects.create(name=f"{name} desk", kind="desk")
        self.desk = _person(f"{name}-desk", Role.DESK, self.desk_house)
        self.contract = actions.register_contract(
            self.carrier,
            holder=self.centre_house,
            number=f"C-{name}",
            signed_on=TODAY - timedelta(days=300),
            ends_on=TODAY + timedelta(days=300),
        )
        self.letter = actions.register_letter(
            self.carrier,
            giver=self.principal,
            taker=self.centre_house,
            number=f"SQ-{name}",
            valid_from=TODAY - timedelta(days=30),
            valid_until=TODAY + timedelta(days=30),
        )
        self.line = actions.register_line(
            self.carrier,
            name=f"{name}-L1",
            kind="enterprise",
            holder=self.centre_house,
            centre=self.centre_house,
            principal=self.principal,
            contract=self.contract,
            purposes="service survey",
            hours="09:00-18:00",
            calls_per_day=500,
            numbers=["+861051000000-+861051000099", "95015020"],
            letter=self.letter,
        )
        self.evidence = keep_evidence(
            self.carrier,
            SimpleUploadedFile("t.csv", f"Contract number,Holder,Signed on,Ends on\n{name}".encode()),
        )
        self.centre_evidence = keep_evidence(
            self.centre, SimpleUploadedFile("proof.pdf", f"%PDF-1.4 {name}".encode())
        )
        self.result = take_in(self.carrier, self.carrier_house, result, f"{name} records")
        self.number, self.found_line, self.campaign = (
            Finding.objects.filter(result=self.result, kind=kind).order_by("-score").first()
            for kind in ("number", "line", "campaign")
        )
        self.project = register_project(
            self.centre,
            name=f"{name} survey",
            principal=self.principal,
            purpose="survey",
            lines=[self.line],
            numbers="+861051000000-+861051000009",
            audience="会员",
            content="满意度回访",
            contact_name="Chen",
            contact_phone="037160000001",
            script="您好，请问您对服务是否满意？",
        )
        self.consent = Consent(
            principal=self.principal,
            callee=CALLEE,
            callee_form=f"+{CALLEE}",
            purpose="marketing",
            given_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
            source="recording",
            shown="我同意接收优惠电话。",
            evidence=self.centre_evidence,
            channel="form",
        )
        enter(self.centre, self.consent)
        self.refusal = refuse(self.centre, CALLEE, principal=self.principal, channel="agent")
        self.key, self.secret = make_key(
            self.centre, name=f"{name} dialler", scopes=list(scopes_for(Role.CENTRE)), days=30
        )
        self.carrier_key, self.carrier_secret = make_key(
            self.carrier, name=f"{name} register", scopes=list(scopes_for(Role.CARRIER)), days=30
        )
        self.desk_key, self.desk_secret = make_key(
            self.desk, name=f"{name} hotline", scopes=list(scopes_for(Role.DESK)), days=30
        )
        (self.entry,) = entries = [
            Entry(
                list="dno",
                first=86_10_5100_0000 + len(name),
                last=86_10_5100_0000 + len(name),
                first_form="+861051000000",
                last_form="+861051000000",
                kind="landline",
                reason="inbound only",
            )
        ]
        add(self.carrier, entries)
        self.saved: dict[str, Any] = {}
        self.job = jobs.ask(self.carrier, "nothing", f"{name} job")
        self.centre_job = jobs.ask(self.centre, "nothing", f"{name} centre job")
        self.reading = jobs.ask(self.desk, "take-reports", f"{name} file")
        self.desk_job = jobs.ask(self.desk, "nothing", f"{name} desk job")


class World:
    """Two sides, a regulator and a citizen."""

    def __init__(self, console: Path, result: Path) -> None:
        self.console = console
        self.ours, self.theirs = Side("ours", result), Side("theirs", result)
        authority = Organisation.objects.create(name="authority", kind="regulator")
        self.regulator = _person("regulator", Role.REGULATOR, authority)
        self.citizen = _person("citizen", Role.CITIZEN, None)
        for side, regulator in ((self.ours, self.regulator), (self.theirs, self.theirs.carrier)):
            people = ("carrier", side.carrier), ("call centre", side.centre), ("complaint desk", side.desk)
            for role, person in (*people, ("", regulator)):
                side.saved[role] = save_filter(person, "registers:lines", "mine", "kind=enterprise")

    @property
    def people(self) -> dict[str, Any]:
        """Everybody of our side by the word that stands in docs/permissions.md, None for the stranger."""
        return {
            "stranger": None,
            "carrier": self.ours.carrier,
            "call centre": self.ours.centre,
            "complaint desk": self.ours.desk,
            "regulator": self.regulator,
            "citizen": self.citizen,
        }


def _person(username: str, role: Role, organisation: Any) -> Any:
    user = User.objects.create_user(
        username,
        password="a long password",
        role=role,
        organisation=organisation,
        administrator=role in {Role.CARRIER, Role.CENTRE, Role.DESK},
    )
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user
