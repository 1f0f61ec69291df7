"""The demonstration's registers, out of the simulated city's register of lines."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jingling.console.registers import actions
from jingling.console.registers.models import Letter, Organisation

CONTACTS = ("王磊", "李娜", "张伟", "刘洋", "赵敏", "孙强", "钱芳", "郑凯")


class Register:
    """Registers the city's lines and those who answer for them, each organisation once.

    Args:
        actor: the carrier's officer.
        today: the day against which licences run out.
    """

    def __init__(self, actor: Any, today: date) -> None:
        self.actor = actor
        self.today = today
        self.known: dict[str, Organisation] = {}

    def lines(self, path: Path) -> None:
        """Register every line of the city."""
        for at, row in enumerate(_rows(path)):
            holder = self.holder(row["holder"])
            enterprise = row["kind"] == "enterprise"
            provider = row["holder"].startswith("provider")
            principal = self.one("principal", at % 7) if enterprise and provider and at % 5 else None
            letter = self.letter(principal, holder, at) if principal else None
            actions.register_line(
                self.actor,
                name=row["line"],
                kind=row["kind"],
                holder=holder,
                platform=self.one("platform", at % 2) if enterprise and provider else None,
                centre=self.one("centre", at % 4) if enterprise and provider else None,
                principal=principal if provider else holder if enterprise else None,
                purposes=row["purposes"],
                hours=row["hours"] or ("08:00-20:00" if enterprise and at % 3 == 0 else ""),
                calls_per_day=int(row["calls_per_day"])
                if row["calls_per_day"]
                else (2000, 9000, 12000)[at % 3]
                if enterprise
                else None,
                numbers=row["numbers"].split(),
                letter=letter,
            )

    def holder(self, name: str) -> Organisation:
        """Return the organisation that the city calls by this name."""
        kind, _, place = name.partition("-")
        if kind == "provider":
            return self.one("platform", int(place, 16) + 2)
        if kind == "firm":
            return self.one("principal", 10 + int(place, 16) % 4096)
        return self.one("carrier", sum(map(ord, name)) % 97)

    def one(self, kind: str, place: int) -> Organisation:
        """Return an organisation by its kind and place, registering it at first use."""
        key = f"{kind}-{place}"
        if key not in self.known:
            titles = {"platform": "云通信", "centre": "呼叫服务", "principal": "商贸", "carrier": "互联运营"}
            made = actions.register_organisation(
                self.actor,
                name=f"示例{titles[kind]} {place:02d} 号有限公司",
                kind=kind,
                code=f"91410100MA{len(self.known):07d}X",
                contact_name=CONTACTS[len(self.known) % len(CONTACTS)],
                contact_phone=f"0371{60000000 + len(self.known) * 37}",
            )
            self.known[key] = made
            self.licences(made, kind)
        return self.known[key]

    def licences(self, organisation: Organisation, kind: str) -> None:
        """Register the licences that such an organisation has; some run out, one has."""
        kinds = {"platform": ("B24", "B25"), "centre": ("B24",), "carrier": ("A2",), "principal": ()}[kind]
        for at, licence in enumerate(kinds):
            days = (900, 40, 400, -20, 700)[(len(self.known) + at) % 5]
            actions.register_licence(
                self.actor,
                organisation,
                kind=licence,
                number=f"{licence}-2024{len(self.known):04d}{at}",
                valid_from=self.today - timedelta(days=800),
                valid_until=self.today + timedelta(days=days),
            )

    def letter(self, giver: Organisation, taker: Organisation, at: int) -> Letter:
        """Register the letter by which a principal lets its numbers be shown."""
        return actions.register_letter(
            self.actor,
            giver=giver,
            taker=taker,
            number=f"SQ-2026-{at:04d}",
            valid_from=self.today - timedelta(days=300),
            valid_until=self.today + timedelta(days=(200, -5, 500)[at % 3]),
        )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
