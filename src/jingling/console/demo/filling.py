"""Filling an empty console with the demonstration; a console that holds anybody is left alone."""

import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jingling.console.demo import calling_out, reporting
from jingling.console.demo.complaining import Complaints
from jingling.console.demo.people import add_person
from jingling.console.demo.registers import Register
from jingling.console.errors import ConsoleError
from jingling.console.findings.holding import hold
from jingling.console.findings.taking_in import take_in
from jingling.console.frame.doors import Role
from jingling.console.people.models import User
from jingling.console.registers.models import Organisation
from jingling.detect.errors import ResultError


def fill(city: Path, result: Path, say: Callable[[str], None] = lambda _line: None) -> bool:
    """Fill the console from a simulated city and the result of its detection.

    Args:
        city: the directory that `jingling city` wrote.
        result: the directory that `jingling detect` wrote.
        say: told what goes on.

    Returns:
        False where somebody is there already, and nothing was done.

    Raises:
        ConsoleError: this is no demonstration, or the city or the result is not there.
    """
    if not settings.DEMO:
        raise ConsoleError("Demo people belong in a demonstration only.", "Start with --demo.")
    if User.objects.exists():
        return False
    if not (city / "lines.csv").is_file():
        raise ConsoleError(f"{city} holds no simulated city.", "Run `make demo` first.")
    with transaction.atomic():
        carrier = Organisation.objects.create(
            name="中原通信（示例）", kind="carrier", code="91410000MA000000XA", contact_name="周明"
        )
        other = Organisation.objects.create(
            name="海河通信（示例）", kind="carrier", code="91120000MA000001XB", contact_name="何静"
        )
        authority = Organisation.objects.create(name="通信管理局（示例）", kind="regulator")
        officer = add_person(Role.CARRIER, carrier)
        rival = User.objects.create_user(
            "carrier2", role=Role.CARRIER, organisation=other, name="何静（示例）"
        )
        add_person(Role.REGULATOR, authority)
        desk_house = Organisation.objects.create(
            name="举报受理中心（示例）", kind="desk", contact_email="desk@example.com"
        )
        desk = add_person(Role.DESK, desk_house)
        add_person(Role.CITIZEN, None)
        say("registers")
        register = Register(officer, timezone.localdate())
        register.lines(city / "lines.csv")
        centre = add_person(Role.CENTRE, register.one("centre", 0))
        project = calling_out.register(centre)
        Register(rival, timezone.localdate()).one("centre", 0)
        say("findings")
        day = json.loads((city / "city.json").read_text(encoding="utf-8"))["settings"]["start"]
        taken = take_in(officer, carrier, result, f"仿真城市 {day}")
        try:
            hold(taken)
        except ResultError as fault:  # the records were moved since; everything else can be shown
            say(fault.message)
        say("reports")
        reporting.report(desk, centre, city)
        Complaints(desk, centre, project, taken).fill()
    if project is not None:
        say("calls")
        calling_out.ring(project)
    return True
