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
    head = f"{'role':<18}{'numbers':>8}{'>=8':>7}{'calls':>9}{'p10':>6}{'p50':>6}{'p90':>6}{'answ':>7}{'talk':>7}{'back':>7}{'lines':>7}{'devices':>8}"
    print(head)
    order = sorted(
        range(len(register.roles)),
        key=lambda r: (bool(np.any(register.campaign[register.role == r] >= 0)), r),
    )
    for index in order:
        mine = (role == index) & (~forged if register.roles[index] != "forged" else np.ones(len(role), bool))
        if not mine.any():
            continue
        counts = np.bincount(calls.caller[mine], minlength=width)
        counts = counts[counts > 0]
        p10, p50, p90 = np.percentile(counts, [10, 50, 90])
        answered = calls.fate[mine] <= MACHINE
        talk = calls.talk[mine][answered].mean() if answered.any() else 0.0
        of_role = register.role[pairs // width] == index
        lines = np.where(calls.line >= 0, calls.line, register.line[calls.origin])[mine]
        devices = register.device[calls.origin[mine]]
        print(
            f"{register.roles[index]:<18}{len(counts):>8}{(counts >= 8).sum():>7}{mine.sum():>9}{p10:>6.0f}{p50:>6.0f}{p90:>6.0f}"
            f"{answered.mean():>7.2f}{talk:>7.1f}{returned[of_role].mean():>7.3f}"
            f"{len(np.unique(lines[lines >= 0])):>7}{len(np.unique(devices[devices >= 0])):>8}"
        )
    print(f"{len(calls):,} records; {int(forged.sum()):,} with a false number shown")
