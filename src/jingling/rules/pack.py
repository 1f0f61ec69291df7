"""Packs: the rows of rules in TOML, joined to their functions, ready to be asked."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast, get_args

from jingling.rules.answers import EFFECTS, Answer
from jingling.rules.errors import RulesError
from jingling.rules.situation import PURPOSES, Direction, Situation
from jingling.words import Words

Judge = Callable[[Situation, Mapping[str, Any]], str | None]
About = Literal["call", "caller"]

HOUSE = Path(__file__).with_name("house.toml")
Country = Literal["cn", "us"]

_KNOWN = {
    "id", "status", "source", "since", "until", "on_by_default", "shadow", "judge", "directions", "purposes",
    "about", "figures", "answers",
}  # fmt: skip
_STATUSES = {"law", "policy", "standard", "draft", "practice", "reading"}


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        id: its code, `CN-CONSENT`.
        status: how firm it is, one or several of law, policy, standard, draft, practice, reading.
        source: where it stands.
        since, until: the days between which it is in force, local time; None where open.
        on: whether it is enforced.
        shadow: whether it is recorded and not enforced.
        directions: which questions it looks at.
        purposes: of which effective purposes; empty for all calls, those of no known purpose too.
        about: `caller` if it looks at nothing but who calls, by which line and number, and when, so that its
            answer is the same whoever is called; else `call`.
        figures: its parameters.
        judge: its function; of what the gate says of itself, one that never answers.
        answers: what it may say, by name.
    """

    id: str
    status: str
    source: Words
    since: date | None
    until: date | None
    on: bool
    shadow: bool
    directions: tuple[Direction, ...]
    purposes: frozenset[str]
    about: About
    figures: Mapping[str, Any]
    judge: Judge
    answers: Mapping[str, Answer]

    def in_force(self, day: date) -> bool:
        """Say whether the rule is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Pack:
    """Rules in the order in which their reasons are told; each id stands once."""

    rules: tuple[Rule, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def asked(self, direction: Direction, day: date, *, shadow: bool = False) -> tuple[Rule, ...]:
        """Return the rules to ask in a direction on a day: the enforced ones, or those in shadow."""
        return tuple(
            rule
            for rule in self.rules
            if direction in rule.directions
            and (rule.shadow if shadow else rule.on and not rule.shadow)
            and rule.in_force(day)
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that can change a verdict."""
        told = [
            (r.id, r.status, r.since, r.until, r.on, r.shadow, r.directions, sorted(r.purposes),
             sorted(r.figures.items()), sorted((name, answer.effect) for name, answer in r.answers.items()))
            for r in self.rules
        ]  # fmt: skip
        return sha256(repr(told).encode()).hexdigest()

    def changed(self, path: Path) -> "Pack":
        """Lay a file over the pack: a row with a known id changes what it states, any other is added.

        Raises:
            RulesError: the file cannot be read or a row is wrong.
        """
        rules = dict(self.by_id)
        for row in _rows(path):
            rules[str(row.get("id"))] = _rule(row, path, rules.get(str(row.get("id"))))
        return Pack(tuple(rules.values()))


def load_pack(*paths: Path, country: Country = "cn") -> Pack:
    """Return the shipped pack, house rules and a country's, with files laid over it in turn.

    Raises:
        RulesError: a file cannot be read or a row is wrong.
    """
    pack = Pack(())
    for path in (HOUSE, HOUSE.with_name(f"{country}.toml"), *paths):
        pack = pack.changed(path)
    return pack


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise RulesError(f"{path}: {fault}", "Give a TOML file of [[rule]] tables.") from fault
    if extra := set(table) - {"rule"}:
        raise RulesError(f"{path}: {min(extra)!r} is not known.", "Write each rule as a [[rule]] table.")
    return cast(list[dict[str, Any]], table.get("rule", []))


def _rule(row: dict[str, Any], path: Path, known: Rule | None) -> Rule:
    where = f"{path}, rule {row.get('id')}"
    if extra := set(row) - _KNOWN:
        raise RulesError(f"{where}: {min(extra)!r} is not known.", f"Known: {', '.join(sorted(_KNOWN))}.")
    try:
        return _changed(known, row) if known else _new(row)
    except RulesError as fault:
        raise RulesError(f"{where}: {fault.message}", fault.hint) from fault
    except (KeyError, TypeError, ValueError, ModuleNotFoundError) as fault:
        raise RulesError(f"{where}: {fault}", "See cn.toml for a rule's form.") from fault


def _changed(rule: Rule, row: dict[str, Any]) -> Rule:
    if fixed := set(row) & {"judge", "source", "about"}:
        raise RulesError(f"{min(fixed)} cannot be changed.", "Give the rule an id of its own.")
    shadow = bool(row.get("shadow", rule.shadow))
    return replace(
        rule,
        on=bool(row.get("on_by_default", rule.on or shadow)),
        shadow=shadow,
        since=row.get("since", rule.since),
        until=row.get("until", rule.until),
        directions=_directions(row["directions"]) if "directions" in row else rule.directions,
        purposes=_purposes(row["purposes"]) if "purposes" in row else rule.purposes,
        figures={**rule.figures, **row.get("figures", {})},
        answers={
            name: replace(answer, **_effect(row["answers"][name]["effect"]))
            if name in row.get("answers", {})
            else answer
            for name, answer in rule.answers.items()
        },
    )


def _new(row: dict[str, Any]) -> Rule:
    status, source = row["status"], Words(*row["source"])
    if unknown := set(status.split(", ")) - _STATUSES:
        raise RulesError(f"status {min(unknown)!r}", f"Expected {', '.join(sorted(_STATUSES))}.")
    judge = import_module(f"jingling.rules.judgments.{row['judge']}").judge if "judge" in row else _silent
    return Rule(
        id=row["id"],
        status=status,
        source=source,
        since=row.get("since"),
        until=row.get("until"),
        on=bool(row.get("on_by_default", True)),
        shadow=bool(row.get("shadow", False)),
        directions=_directions(row["directions"]),
        purposes=_purposes(row.get("purposes", [])),
        about=_about(row.get("about", "call")),
        figures=row.get("figures", {}),
        judge=judge,
        answers={
            name: Answer(
                key=f"{row['id']}.{name}",
                code=row["id"],
                name=name,
                status=status,
                source=source,
                text=Words(*said["text"]),
                remedy=Words(*said["remedy"]),
                label=Words(*said.get("label", ("", ""))),
                cause=said["cause"],
                **_effect(said["effect"]),
            )
            for name, said in row["answers"].items()
        },
    )


def _silent(_situation: Situation, _figures: Mapping[str, Any]) -> None:
    """Say nothing: the gate itself says what this row holds, or a reader looks up its figures."""


def _effect(effect: str) -> dict[str, Any]:
    if effect not in EFFECTS:
        raise RulesError(f"effect {effect!r}", f"Expected {', '.join(EFFECTS)}.")
    return {"effect": effect, "strength": EFFECTS.index(effect)}


def _directions(names: list[str]) -> tuple[Direction, ...]:
    if unknown := set(names) - set(get_args(Direction)):
        raise RulesError(f"direction {min(unknown)!r}", f"Expected {', '.join(get_args(Direction))}.")
    return tuple(cast(list[Direction], names))


def _purposes(names: list[str]) -> frozenset[str]:
    if unknown := set(names) - set(PURPOSES):
        raise RulesError(f"purpose {min(unknown)!r}", f"Expected {', '.join(PURPOSES)}.")
    return frozenset(names)


def _about(word: str) -> About:
    if word not in get_args(About):
        raise RulesError(f"about {word!r}", f"Expected {', '.join(get_args(About))}.")
    return cast(About, word)
