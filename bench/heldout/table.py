"""The table by role that is printed at the end."""

from __future__ import annotations

import numpy as np

from heldout.calls import MACHINE, Calls
from heldout.folk import World


def print_roles(world: World, calls: Calls) -> None:
    """One line a role: numbers, calls per number, answered, talk, called back, lines and devices."""
    register = world.register
    width = len(register)
    pair = calls.caller * width + calls.callee
    pairs = np.unique(pair)
    mirrored = np.unique(calls.callee * width + calls.caller)
    returned = np.isin(pairs, mirrored)
    role = register.role[calls.caller]
    forged = calls.origin != calls.caller
    line = "{:>18}{:>8}{:>7}{:>9}{:>6}{:>6}{:>6}{:>7}{:>7}{:>7}{:>7}{:>8}"
    head = (
        "role",
        "numbers",
        ">=8",
        "calls",
        "p10",
        "p50",
        "p90",
        "answ",
        "talk",
        "back",
        "lines",
        "devices",
    )
    print(line.format(*head))
    trade = {int(r) for r in register.role[register.campaign >= 0]}
    order = sorted(range(len(register.roles)), key=lambda r: (r in trade, r))
    for index in order:
        mine = (role == index) & (~forged if register.roles[index] != "forged" else np.ones(len(role), bool))
        if not mine.any():
            continue
        counts = np.bincount(calls.caller[mine], minlength=width)
        counts = counts[counts > 0]
        answered = calls.fate[mine] <= MACHINE
        talk = calls.talk[mine][answered].mean() if answered.any() else 0.0
        of_role = register.role[pairs // width] == index
        lines = register.line[calls.origin[mine]]
        devices = register.device[calls.origin[mine]]
        print(
            line.format(
                register.roles[index],
                len(counts),
                (counts >= 8).sum(),
                mine.sum(),
                *(f"{x:.0f}" for x in np.percentile(counts, [10, 50, 90])),
                f"{answered.mean():.2f}",
                f"{talk:.1f}",
                f"{returned[of_role].mean():.3f}",
                len(np.unique(lines[lines >= 0])),
                len(np.unique(devices[devices >= 0])),
            )
        )
    print(f"{len(calls):,} records; {int(forged.sum()):,} with a false number shown")
