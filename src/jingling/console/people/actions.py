"""Adding people, and saying who administers; the operator does it from the command line."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import OFFICERS, Role
from jingling.console.people.models import User
from jingling.console.registers.models import Organisation


@transaction.atomic
def add_person(
    username: str,
    role: Role,
    password: str,
    *,
    organisation: str = "",
    name: str = "",
    administrator: bool = False,
) -> Any:
    """Add a person; an organisation of this name and of the role's kind is made at its first officer.

    Raises:
        ConsoleError: the name is taken, the password is weak, or an officer has no organisation.
    """
    if User.objects.filter(username=username).exists():
        raise ConsoleError(f"{username} is taken.", "Choose another user name.")
    house = None
    if role in OFFICERS:
        if not organisation:
            raise ConsoleError("An officer acts for an organisation.", "Give --organisation.")
        house = Organisation.objects.filter(name=organisation, kind=role.value).order_by("pk").first()
        house = house or Organisation.objects.create(name=organisation, kind=role.value)
    user = User(username=username, role=role, organisation=house, name=name, administrator=administrator)
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise ConsoleError(" ".join(fault.messages), "Choose a longer sentence.") from fault
    user.set_password(password)
    user.save()
    record("person.added", None, user, username=username, role=role.value, administrator=administrator)
    return user


@transaction.atomic
def change_person(username: str, *, administrator: bool) -> Any:
    """Make a person an administrator of their organisation, or one no longer.

    Raises:
        ConsoleError: there is no such person.
    """
    user = User.objects.filter(username=username, key=None).first()
    if user is None:
        raise ConsoleError(f"There is no {username} here.", "Add them with add-person.")
    user.administrator = administrator
    user.save(update_fields=["administrator"])
    record("person.changed", None, user, username=username, administrator=administrator)
    return user
