"""What templates may say of the registers."""

from typing import Any

from django.utils import timezone
from markupsafe import Markup

from jingling.console.frame.language import say
from jingling.console.registers.tables import term_tag
from jingling.numbers import NumberKind, mask, read_number


def term(licence: Any) -> Markup:
    """Label a licence: in force, ending soon, lapsed."""
    return term_tag(licence.state_on(timezone.localdate()))


def mask_phone(written: str) -> str:
    """Mask a telephone number as it was written."""
    return mask(read_number(written).normal)


def number_kind(kind: str) -> str:
    """Say the kind of a number."""
    return say(NumberKind(kind).words)


FILTERS = (term, mask_phone, number_kind)
