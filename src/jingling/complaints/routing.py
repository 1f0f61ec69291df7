"""Routing (转办): who has to act on a case, and who next when it comes back.

A table, `data/routes.csv`, says for each kind of number who is asked, in order: the enterprise that holds
the number where the ledger knows it, the office of its present carrier in its province, the province's
communications administration, and last the desk itself. Whoever returns a case with a reason (退回)
is not asked again, and whom they name instead is asked next; so a case always has somebody, and
bouncing ends.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jingling.complaints.errors import RoutingError
from jingling.complaints.places import province_of
from jingling.numbers import Number, Portability
from jingling.words import Words

COLUMNS = ("kind", "carrier", "handler", "en", "zh", "source")
HANDLERS = ("holder", "carrier-province", "carrier", "administration", "desk")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    Args:
        kind: the kind of number it is for, or `*`.
        needs_carrier: whether it is for numbers alone whose carrier is known.
        handler: who is asked, one of `HANDLERS`.
        words: their name, with `{carrier}` and `{province}`.
    """

    kind: str
    needs_carrier: bool
    handler: str
    words: Words


@dataclass(frozen=True, slots=True)
class Handler:
    """Somebody who can be asked to act (承办单位).

    Args:
        name: a stable name, such as `carrier-province:中国移动江苏省公司`.
        words: their name for people.
        why: the row's handler, one of `HANDLERS`, or `named` where another handler named them.
    """

    name: str
    words: Words
    why: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A handler returned a case (退回).

    Args:
        handler: the handler's name.
        reason: why; never empty.
        names: the name of a handler to ask instead; empty for none.
    """

    handler: str
    reason: str
    names: str = ""


def route(
    number: Number,
    bounces: Iterable[Bounce] = (),
    *,
    ported: Portability | None = None,
    holders: Mapping[int, str] | None = None,
    rules: tuple[Rule, ...] | None = None,
) -> Handler:
    """Return who has to act on a case about a number now.

    Args:
        number: the number complained about.
        bounces: who returned the case, first to last.
        ported: what is known of ported numbers; the carrier by prefix decides where nothing is.
        holders: key of a number → the enterprise that holds it, from the ledger.
        rules: the routing table; the one that ships unless given.
    """
    returned = list(bounces)
    refused = {bounce.handler for bounce in returned}
    for bounce in reversed(returned):
        if bounce.names and bounce.names not in refused:
            return Handler(bounce.names, Words(bounce.names, bounce.names), "named")
    offered = candidates(number, ported=ported, holders=holders, rules=rules)
    last = None
    for last in offered:
        if last.name not in refused:
            return last
    if last is None:
        raise RoutingError("The routing table asks nobody.", "Its last row should be the desk: *,,desk,…")
    return last


def candidates(
    number: Number,
    *,
    ported: Portability | None = None,
    holders: Mapping[int, str] | None = None,
    rules: tuple[Rule, ...] | None = None,
) -> Iterator[Handler]:
    """Yield who can be asked about a number, in order."""
    carrier = ported.carrier_of(number) if ported is not None else number.carrier
    province = province_of(number.area)
    holder = (holders or {}).get(number.key, "")
    for rule in shipped_rules() if rules is None else rules:
        about_province = "{province}" in rule.words.zh
        if rule.kind not in {"*", number.kind.value} or (rule.needs_carrier and not carrier.zh):
            continue
        if (about_province and not province.zh) or (rule.handler == "holder" and not holder):
            continue
        words = (
            Words(holder, holder)
            if rule.handler == "holder"
            else Words(
                rule.words.en.format(carrier=carrier.en, province=province.en),
                rule.words.zh.format(carrier=carrier.zh, province=province.zh),
            )
        )
        yield Handler(f"{rule.handler}:{words.zh}", words, rule.handler)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the routing table that ships."""
    return read_rules(Path(str(files("jingling.complaints") / "data" / "routes.csv")))


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read a routing table: CSV in UTF-8 with kind, carrier (`*` or empty), handler, en, zh, source.

    Raises:
        RoutingError: it cannot be read, a row is wrong, or its last row is not the desk.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as fault:
        raise RoutingError(f"{path}: {fault}", "Give a CSV file in UTF-8.") from fault
    rules = []
    for line, row in enumerate(rows, start=2):
        if any(row.get(name) is None for name in COLUMNS) or row["handler"] not in HANDLERS:
            raise RoutingError(
                f"{path}, line {line}: {row.get('handler')!r} is nobody we know.",
                f"The columns are {', '.join(COLUMNS)}; handlers are {', '.join(HANDLERS)}.",
            )
        rules.append(Rule(row["kind"], row["carrier"] == "*", row["handler"], Words(row["en"], row["zh"])))
    if not rules or rules[-1].handler != "desk" or rules[-1].kind != "*":
        raise RoutingError(
            f"{path}: the last row is not the desk.", "End it with *,,desk,… so nothing is lost."
        )
    return tuple(rules)
