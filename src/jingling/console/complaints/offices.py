"""Who has to act on a case, and how long they have: the operator's tables, and who holds a number here."""

from functools import cache

from django.conf import settings

from jingling.complaints.clocks import TimeLimit, read_time_limits, time_limits
from jingling.complaints.routing import Bounce, Handler, Rule, read_rules, route, shipped_rules
from jingling.console.complaints.models import Case
from jingling.console.registers.chain import holding
from jingling.console.registers.models import NumberBlock, Organisation
from jingling.numbers import Number, Portability, read_number, read_portability


@cache
def limits() -> dict[str, TimeLimit]:
    """Return the time limits: those of `JINGLING_TIME_LIMITS`, else those that ship."""
    return read_time_limits(settings.TIME_LIMITS) if settings.TIME_LIMITS else time_limits()


@cache
def routes() -> tuple[Rule, ...]:
    """Return the routing table: that of `JINGLING_ROUTES`, else the one that ships."""
    return read_rules(settings.ROUTES) if settings.ROUTES else shipped_rules()


@cache
def ported() -> Portability | None:
    """Return what is known of ported numbers, from `JINGLING_PORTED`."""
    return read_portability(settings.PORTED) if settings.PORTED else None


def office_for(case: Case, bounces: list[Bounce]) -> tuple[Handler, Organisation | None]:
    """Return who has to act on a case now, and the organisation that signs in here as that, if any does."""
    number = read_number(case.number)
    holder = holder_of(number)
    holders = {number.key: holder.name} if holder is not None else {}
    handler = route(number, bounces, ported=ported(), holders=holders, rules=routes())
    if handler.why == "holder":
        return handler, holder
    named = Organisation.objects.filter(name=handler.words.zh, kind="carrier").order_by("pk").first()
    return handler, named


def holder_of(number: Number) -> Organisation | None:
    """Return the enterprise that rings with a number: who works its line, else who holds it."""
    blocks = NumberBlock.objects.select_related("line__centre", "line__holder")
    block = blocks.filter(holding(number.key)).order_by("pk").first()
    if block is None:
        return None
    found: Organisation = block.line.centre or block.line.holder
    return found
