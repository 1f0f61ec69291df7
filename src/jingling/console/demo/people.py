"""The five people of the demonstration."""

from typing import Any

from jingling.console.audit.actions import record
from jingling.console.frame.doors import Role
from jingling.console.people.models import User
from jingling.console.registers.models import Organisation

PASSWORD = "jingling-demo"  # noqa: S105 — known on purpose, and refused outside a demonstration

NAMES = {
    Role.CARRIER: "周明（示例）",
    Role.CENTRE: "陈洁（示例）",
    Role.REGULATOR: "吴正（示例）",
    Role.DESK: "许宁（示例）",
    Role.CITIZEN: "林女士（示例）",
}


def add_person(role: Role, organisation: Organisation | None) -> Any:
    """Add the demonstration's person of a role."""
    user = User.objects.create_user(
        role.value,
        password=PASSWORD,
        role=role,
        organisation=organisation,
        name=NAMES[role],
        administrator=True,
    )
    record("person.added", None, user, username=user.username, role=role.value)
    return user
