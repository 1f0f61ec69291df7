"""One act of the console, killed at a step: what the tests of the outbox run as a process."""

import os
import signal
import sys
import time
from typing import Any

from jingling.console.start import prepare

prepare()

from django.db import transaction  # noqa: E402 — models can be imported only after Django is loaded

from jingling.console.publishing import outbox, registers, wanting  # noqa: E402
from jingling.console.publishing.models import Outgoing  # noqa: E402
from jingling.lists import feed  # noqa: E402


def die(*_: Any) -> None:
    """Be killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: str) -> None:
    """Let this process be killed at a step of what it does next."""
    append, write = feed.append, os.write
    match step:
        case "after-commit":
            outbox.push = die
        case "after-append":
            feed.append = lambda *words: (append(*words), die())
        case "in-append":
            feed._write_all = lambda file, text: (write(file, bytes(text)[:20]), die())  # noqa: SLF001


def register() -> None:
    """Make the tables, a call centre and its project, and publish them."""
    from django.contrib.auth import get_user_model

    from jingling.console.outbound.actions import register_project
    from jingling.console.registers.actions import register_line, register_organisation
    from jingling.console.registers.models import Organisation
    from jingling.console.serving import migrate

    migrate()
    people = get_user_model().objects
    house = Organisation.objects.create(name="carrier", kind="carrier")
    carrier = people.create_user("carrier", role="carrier", organisation=house)
    centre_house = register_organisation(carrier, name="centre", kind="centre")
    shop = register_organisation(carrier, name="shop", kind="principal")
    centre = people.create_user("centre", role="centre", organisation=centre_house)
    line = register_line(
        carrier,
        name="L1",
        kind="enterprise",
        holder=centre_house,
        centre=centre_house,
        principal=shop,
        purposes="service",
        numbers=["+861051000000-+861051000099"],
    )
    register_project(
        centre,
        name="service",
        principal=shop,
        purpose="service",
        lines=[line],
        numbers="+861051000001",
        audience="customers",
        content="their orders",
        contact_name="Chen",
        contact_phone="037160000001",
    )
    registers.publish_wanted()


def refuse(callee: int, step: str) -> None:
    """Refuse everyone, as a person does."""
    from jingling.console.citizens.actions import refuse as refusing

    die_at(step)
    with transaction.atomic():
        refusing(callee, everyone=True)
        if step == "before-commit":
            die()
        sys.stdout.write(str(time.time()))


match sys.argv[1:]:
    case ["register"]:
        register()
    case ["refuse", callee, step]:
        refuse(int(callee), step)
    case ["push", step]:
        die_at(step)
        outbox.push()
    case ["again", step]:
        Outgoing.objects.update(published_at=None)
        die_at(step)
        outbox.push()
    case ["publish"]:
        wanting.want()
        registers.publish_wanted()
