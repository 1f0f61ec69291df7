"""The campaigns of a city as a table of plans, and the numbers, lines, cells and devices each one uses.

Sizes are for 60,000 people. `plain` keeps to what the press and the regulator's papers describe; `hard` adds
what hides: pairs of campaigns on one provider, daily new numbers, few calls a number, shared lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heldout.folk import World
from heldout.register import ELSEWHERE, Ints, eight_digits


@dataclass(frozen=True)
class Plan:
    """One campaign: its kind, numbers in use a day, agents (0: spread over the day) and calls of each."""

    kind: str
    numbers: int
    agents: int
    calls: float  # per agent and day, or per number and day when spread
    hours: tuple[float, float]
    local: float = 0.16  # share of the list that lives here
    dead: float = 0.08  # share of the list that is no longer assigned
    replaced: float = 0.0  # share of the numbers that are new each day
    twin: str = ""  # campaigns with one word here share a provider, cells and areas
    one_list: bool = False  # and the bought list
    bomb: float = 0.0


PLAIN = (
    Plan("floor", 110, 64, 650, (9, 20)),
    Plan("floor", 60, 36, 560, (9, 19.5)),
    Plan("loan_agent", 24, 24, 250, (9.5, 20), 0.3, 0.12),
    Plan("loan_agent", 13, 13, 250, (9, 21), 0.3, 0.12),
    Plan("loan_agent", 7, 7, 230, (10, 19), 0.3, 0.15),
    Plan("cloud_calling", 120, 36, 190, (9, 20.5)),
    Plan("cloud_calling", 75, 22, 170, (9.5, 21)),
    Plan("sim_pool", 300, 0, 10, (9, 21), 0.4, replaced=0.15),
    Plan("sim_pool", 210, 0, 9, (8.5, 20.5), 0.4, replaced=0.1),
    Plan("sim_pool", 120, 0, 12, (9, 21), 0.4),
    Plan("ai_robot", 28, 28, 420, (9, 20), 0.16, 0.14),
    Plan("ai_robot", 16, 16, 360, (9, 19), 0.16, 0.14),
    Plan("debt_collector", 26, 0, 55, (8, 22.3), 0.6),
    Plan("debt_collector", 12, 0, 60, (7.5, 22), 0.6),
    Plan("one_ring", 28, 28, 260, (10, 23), 0.2, 0.16),
    Plan("one_ring", 12, 12, 330, (11, 22), 0.2, 0.16),
    Plan("bombing", 56, 0, 18, (9, 23)),
    Plan("bombing", 30, 0, 22, (10, 22)),
    Plan("bombing", 16, 0, 30, (12, 23)),
    Plan("number_block", 190, 0, 12, (9, 18.5), 0.45),
    Plan("number_block", 120, 0, 15, (9, 19), 0.45),
    Plan("number_block", 56, 0, 13, (9.5, 18), 0.45),
    Plan("gateway", 0, 16, 170, (9, 20), 0.5),
    Plan("gateway", 0, 7, 160, (9, 19), 0.5),
)
HARD = (
    Plan("floor", 560, 28, 330, (9, 20), replaced=1.0, twin="a", one_list=True),
    Plan("floor", 480, 24, 320, (9, 20), replaced=1.0, twin="a", one_list=True),
    Plan("floor", 300, 64, 430, (9, 20), replaced=0.5),
    Plan("loan_agent", 20, 20, 170, (9.5, 20), 0.3, 0.1, twin="b", one_list=True),
    Plan("loan_agent", 13, 13, 160, (9.5, 20.5), 0.3, 0.1, twin="b", one_list=True),
    Plan("cloud_calling", 230, 20, 160, (9, 20.5), 0.25, replaced=1.0, twin="c"),
    Plan("cloud_calling", 180, 16, 150, (9, 20.5), 0.25, replaced=1.0, twin="c"),
    Plan("sim_pool", 280, 0, 11, (9, 21), 0.4, replaced=1.0, twin="d", one_list=True),
    Plan("sim_pool", 220, 0, 11, (9, 21), 0.4, replaced=1.0, twin="d", one_list=True),
    Plan("sim_pool", 110, 0, 12, (8.5, 20.5), 0.45, replaced=0.6),
    Plan("ai_robot", 110, 0, 17, (9, 20), 0.3, 0.1, replaced=1.0, twin="e"),
    Plan("ai_robot", 90, 0, 17, (9, 20), 0.3, 0.1, replaced=1.0, twin="e"),
    Plan("ai_robot", 18, 18, 260, (9, 20), 0.16, 0.1),
    Plan("debt_collector", 24, 0, 42, (8, 21.5), 0.6, twin="f"),
    Plan("debt_collector", 13, 0, 45, (8, 22), 0.6, twin="f"),
    Plan("one_ring", 110, 0, 18, (10, 23), 0.3, 0.08, replaced=1.0),
    Plan("one_ring", 14, 14, 190, (11, 22), 0.2, 0.1),
    Plan("bombing", 50, 0, 16, (9, 23), replaced=0.5),
    Plan("bombing", 26, 0, 16, (10, 22)),
    Plan("bombing", 15, 0, 20, (12, 23)),
    Plan("number_block", 180, 0, 12, (9, 18.5), 0.45, twin="g"),
    Plan("number_block", 140, 0, 12, (9, 18.5), 0.45, twin="g"),
    Plan("number_block", 60, 0, 14, (9.5, 18), 0.45, replaced=1.0),
    Plan("gateway", 0, 14, 150, (9, 20), 0.5),
    Plan("gateway", 0, 6, 150, (9, 19), 0.5),
)


@dataclass
class Base:
    """What a provider gives: trunks, account, cells, area; twins get the same one."""

    lines: Ints
    account: int
    cells: Ints
    area: str
    elsewhere: list[str]
    group: int
    overflow: float


def base_of(world: World, plan: Plan, known: dict[str, Base]) -> Base:
    """A provider of its own, or the one its twin already has."""
    if plan.twin and plan.twin in known:
        return known[plan.twin]
    rng, register = world.rng, world.register
    if world.hard or rng.random() < 0.2:
        lines, account = world.resellers[int(rng.integers(0, len(world.resellers)))]
        account = account if rng.random() < 0.6 else int(register.new("account", 1)[0])
    else:
        lines, account = register.new("line", int(rng.integers(1, 5))), int(register.new("account", 1)[0])
    # Cards are worked from rented flats: cells where people live as well.
    cells = rng.choice(world.cells, 4 if world.hard else 2, replace=False)
    area = "010" if plan.kind == "floor" else str(rng.choice([register.area, *ELSEWHERE[:6]]))
    base = Base(
        lines,
        account,
        cells,
        area,
        [str(a) for a in rng.choice(ELSEWHERE, 5, replace=False)],
        register.new_group(lines),
        float(rng.choice([0.0, 0.12, 1.0])),
    )
    if plan.twin:
        known[plan.twin] = base
    return base


def numbers_of(world: World, plan: Plan, base: Base, campaign: int, count: int) -> Ints:
    """Fresh numbers for a campaign, attached as its kind is."""
    register, rng = world.register, world.rng
    common = {"campaign": campaign, "wary": 0.0}
    if plan.kind == "loan_agent":
        chosen = world.hire(count, plan.kind, same_office=True)
        register.campaign[chosen] = campaign
        register.work[chosen] = base.cells[0]
        return chosen
    if plan.kind in {"sim_pool", "one_ring", "bombing"} or (
        plan.kind == "debt_collector" and rng.random() < 0.5
    ):
        virtual = {"sim_pool": 0.55 if world.hard else 0.9, "one_ring": 0.5, "bombing": 0.6}.get(
            plan.kind, 0.2
        )
        cell = rng.choice(base.cells, count)
        boxes = register.new("device", max(1, count // int(rng.integers(12, 40))))
        device = rng.choice(boxes, count)
        own = rng.random(count) < (0.6 if world.hard else 0.15)
        device[own] = register.new("device", int(own.sum()))
        device[rng.random(count) < (0.38 if world.hard else 0.1)] = -1
        account = register.new("account", count)
        account[rng.random(count) < (0.3 if world.hard else 0.08)] = -1
        return register.add(
            register.mobiles(count, local=0.6, virtual=virtual),
            plan.kind,
            line=rng.choice(world.nodes, count),
            device=device,
            home=cell,
            work=cell,
            roams=0.1 if world.hard else 0.03,
            account=account,
            desk=rng.beta(2, 8, count),
            off=0.25,
            **common,
        )
    if plan.kind == "number_block":
        texts = register.run(count, base.area if eight_digits(base.area) else "010")
    elif plan.kind == "cloud_calling":
        coded = count // 4
        texts = register.codes(coded, long=True)
        for area in rng.choice(base.elsewhere, count - coded):
            texts += register.landlines(1, str(area))
    elif plan.kind == "ai_robot":
        part = count // 3
        texts = register.landlines(count - part, base.area, spread=3) + register.mobiles(
            part, local=0.3, virtual=0.4
        )
    else:
        texts = register.landlines(count, base.area, spread=0 if world.hard else 3)
    rng.shuffle(texts)
    device = np.full(count, int(register.new("device", 1)[0]) if rng.random() < 0.3 else -1)
    shows = rng.random() < 0.25
    vouched = (
        int(register.add(register.landlines(1, base.area), "service", desk=0.2, single=False)[0])
        if shows
        else -1
    )
    account = base.account if rng.random() < (0.75 if world.hard else 0.9) else -1
    return register.add(
        texts,
        plan.kind,
        line=rng.choice(base.lines, count),
        group=base.group,
        overflow=base.overflow,
        account=account,
        device=device,
        desk=rng.beta(2, 6, count) if world.hard else rng.beta(1.2, 9, count),
        off=0.01,
        single=False,
        vouched=vouched,
        **common,
    )
