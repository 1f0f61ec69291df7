"""The habits as figures: how a kind of call is answered, how long it lasts, who ends it, what follows.

All figures here are invented by the author of this program from knowledge of the trade, unless the docstring
of `heldout_city.py` names a source. `plain` and `hard` differ for the trade and, a little, for the lawful.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Part = tuple[
    float, float, float, float
]  # weight, median seconds, spread (sigma of the log), share ended by the callee


@dataclass(frozen=True)
class Law:
    """How calls of one kind come out."""

    name: str
    trust: float  # chance that a reachable person of average wariness picks up
    talk: tuple[Part, ...]
    rejects: float = 0.12  # share of the not answered that are pressed away
    patience: float = 26.0  # median seconds the caller lets it ring
    patience_spread: float = 0.35
    retry: float = 0.0
    back_missed: float = 0.0
    back_talked: float = 0.0
    wrap: tuple[float, float] = (60.0, 0.8)  # seconds to the next call of a session: median, sigma
    longest: float = 5400.0
    machine: float = 9.0  # median seconds spent on an answering assistant


FRIENDLY: tuple[Part, ...] = ((0.35, 17, 0.8, 0.5), (0.5, 58, 0.9, 0.5), (0.15, 290, 0.8, 0.5))
CHAT: tuple[Part, ...] = ((0.3, 12, 0.6, 0.62), (0.5, 58, 0.8, 0.5), (0.2, 200, 0.7, 0.45))

LAWFUL = [
    Law("friend", 0.76, FRIENDLY, 0.09, 28, 0.4, 0.26, 0.36, 0.06),
    Law("return", 0.80, ((0.5, 16, 0.7, 0.5), (0.5, 55, 0.9, 0.5)), 0.08, 26, 0.4, 0.15, 0.30, 0.01),
    Law("stranger", 0.60, ((0.45, 15, 0.7, 0.5), (0.55, 55, 0.8, 0.5)), 0.15, 25, 0.4, 0.2, 0.16, 0.04),
    Law("to_service", 0.90, ((0.4, 35, 0.8, 0.7), (0.6, 130, 0.8, 0.6)), 0.0, 40, 0.4, 0.25),
    Law(
        "courier",
        0.72,
        ((0.75, 13, 0.5, 0.45), (0.25, 34, 0.6, 0.5)),
        0.12,
        23,
        0.3,
        0.27,
        0.21,
        0.03,
        (75, 0.9),
    ),
    Law("meal_delivery", 0.80, ((0.8, 10, 0.5, 0.45), (0.2, 27, 0.6, 0.5)), 0.06, 24, 0.3, 0.4, 0.2, 0.02),
    Law("driver", 0.84, ((0.8, 15, 0.5, 0.45), (0.2, 40, 0.6, 0.5)), 0.06, 25, 0.3, 0.4, 0.2, 0.03),
    Law(
        "clinic",
        0.66,
        ((0.3, 16, 0.6, 0.5), (0.7, 48, 0.7, 0.45)),
        0.14,
        27,
        0.3,
        0.2,
        0.12,
        0.03,
        (140, 0.8),
    ),
    Law(
        "bank",
        0.62,
        ((0.3, 13, 0.6, 0.68), (0.5, 68, 0.7, 0.5), (0.2, 220, 0.6, 0.4)),
        0.2,
        26,
        0.3,
        0.1,
        0.09,
        0.03,
        (170, 0.8),
    ),
    Law(
        "teacher",
        0.88,
        ((0.2, 40, 0.6, 0.4), (0.8, 130, 0.6, 0.4)),
        0.05,
        30,
        0.3,
        0.35,
        0.45,
        0.04,
        (25, 0.7),
    ),
    Law(
        "survey",
        0.42,
        ((0.5, 10, 0.6, 0.9), (0.18, 60, 0.7, 0.75), (0.32, 330, 0.4, 0.2)),
        0.28,
        25,
        0.15,
        0.03,
        0.03,
        0.004,
        (14, 0.5),
    ),
    Law("switchboard", 0.68, ((0.4, 25, 0.8, 0.5), (0.6, 105, 0.9, 0.5)), 0.14, 27, 0.4, 0.15, 0.1, 0.04),
    Law(
        "hotline",
        0.78,
        ((0.3, 30, 0.6, 0.45), (0.7, 120, 0.7, 0.45)),
        0.1,
        28,
        0.2,
        0.2,
        0.08,
        0.05,
        (60, 0.7),
    ),
    Law("property_agent", 0.63, CHAT, 0.18, 26, 0.35, 0.12, 0.16, 0.06, (110, 1.0)),
    Law("alarm", 0.78, ((0.7, 20, 0.45, 0.5), (0.3, 60, 0.6, 0.45)), 0.05, 40, 0.2, 0.6, 0.1, 0.03),
    Law(
        "verification",
        0.93,
        ((0.25, 8, 0.4, 0.9), (0.75, 14, 0.15, 0.25)),
        0.05,
        34,
        0.1,
        0.25,
        0.002,
        0.0,
        longest=32,
        machine=14,
    ),
    Law(
        "consented_floor",
        0.62,
        ((0.22, 11, 0.6, 0.7), (0.5, 76, 0.7, 0.45), (0.28, 230, 0.6, 0.4)),
        0.18,
        26,
        0.2,
        0.06,
        0.08,
        0.03,
        (35, 0.6),
    ),
    Law(
        "lawful_collector",
        0.45,
        ((0.3, 14, 0.6, 0.8), (0.5, 70, 0.7, 0.5), (0.2, 180, 0.6, 0.4)),
        0.3,
        27,
        0.3,
        0.0,
        0.06,
        0.03,
        (90, 0.7),
    ),
    Law(
        "privacy_number",
        0.74,
        ((0.78, 12, 0.5, 0.45), (0.22, 32, 0.6, 0.5)),
        0.1,
        24,
        0.3,
        0.25,
        0.16,
        0.02,
        (60, 0.9),
    ),
    Law(
        "notice_robot",
        0.70,
        ((0.32, 8, 0.55, 0.95), (0.68, 27, 0.14, 0.2)),
        0.14,
        35,
        0.06,
        0.12,
        0.002,
        0.0,
        (3, 0.6),
        70,
        26,
    ),
    Law("extension", 0.70, ((0.4, 24, 0.8, 0.5), (0.6, 95, 0.8, 0.5)), 0.13, 27, 0.35, 0.15, 0.2, 0.06),
    Law("shop", 0.68, ((0.6, 20, 0.6, 0.5), (0.4, 60, 0.7, 0.5)), 0.13, 25, 0.35, 0.18, 0.2, 0.05),
    Law(
        "recruiter",
        0.60,
        ((0.35, 14, 0.6, 0.6), (0.65, 90, 0.7, 0.45)),
        0.18,
        25,
        0.3,
        0.1,
        0.18,
        0.05,
        (70, 0.8),
    ),
    Law("tradesman", 0.74, ((0.6, 22, 0.7, 0.5), (0.4, 60, 0.7, 0.5)), 0.1, 26, 0.4, 0.25, 0.28, 0.06),
]

TRADE = [
    Law(
        "floor",
        0.42,
        ((0.60, 6, 0.6, 0.88), (0.29, 21, 0.6, 0.75), (0.11, 110, 0.7, 0.5)),
        0.42,
        22,
        0.15,
        0,
        0.015,
        0.002,
        (4, 0.4),
    ),
    Law(
        "loan_agent",
        0.45,
        ((0.66, 5, 0.6, 0.88), (0.25, 18, 0.6, 0.75), (0.09, 120, 0.7, 0.5)),
        0.42,
        6.5,
        0.35,
        0,
        0.03,
        0.004,
        (0.8, 0.5),
    ),
    Law(
        "cloud_calling",
        0.38,
        ((0.62, 6, 0.6, 0.9), (0.28, 20, 0.6, 0.75), (0.10, 90, 0.7, 0.5)),
        0.48,
        21,
        0.15,
        0,
        0.012,
        0.002,
        (6, 0.4),
    ),
    Law(
        "sim_pool",
        0.44,
        ((0.60, 6, 0.6, 0.88), (0.28, 21, 0.6, 0.75), (0.12, 100, 0.7, 0.5)),
        0.4,
        20,
        0.25,
        0,
        0.025,
        0.003,
        (9, 0.5),
    ),
    Law(
        "ai_robot",
        0.41,
        ((0.52, 7, 0.5, 0.86), (0.36, 19, 0.4, 0.75), (0.12, 46, 0.35, 0.4)),
        0.42,
        30,
        0.04,
        0,
        0.01,
        0.001,
        (3, 0.1),
        machine=16,
    ),
    Law(
        "debt_collector",
        0.38,
        ((0.35, 8, 0.6, 0.8), (0.45, 34, 0.7, 0.6), (0.2, 105, 0.6, 0.4)),
        0.5,
        27,
        0.35,
        0,
        0.04,
        0.02,
        (25, 0.7),
    ),
    Law("one_ring", 0.5, ((1.0, 1.2, 0.5, 0.3),), 0.0, 1.7, 0.3, 0, 0.08, 0.05, (3, 0.4)),
    Law("bombing", 0.3, ((1.0, 2.5, 0.6, 0.6),), 0.55, 14, 0.5, 0, 0.004, 0.001, (4, 0.6)),
    Law(
        "number_block",
        0.43,
        ((0.58, 7, 0.6, 0.87), (0.30, 22, 0.6, 0.75), (0.12, 100, 0.7, 0.5)),
        0.4,
        22,
        0.2,
        0,
        0.015,
        0.002,
        (20, 0.8),
    ),
    Law(
        "gateway",
        0.46,
        ((0.55, 8, 0.6, 0.85), (0.30, 28, 0.7, 0.7), (0.15, 140, 0.8, 0.5)),
        0.3,
        24,
        0.2,
        0,
        0.03,
        0.01,
        (5, 0.5),
    ),
]

NEARER = ((0.42, 9, 0.7, 0.76), (0.34, 31, 0.7, 0.65), (0.24, 115, 0.75, 0.5))


def laws_of(kind: str) -> list[Law]:
    """All laws of a kind of city; in `hard` the trade talks longer, is answered and called back more."""
    if kind == "plain":
        return [*LAWFUL, *TRADE]
    trade = []
    for law in TRADE:
        better = replace(
            law,
            trust=law.trust + 0.09,
            rejects=law.rejects * 0.75,
            back_missed=law.back_missed * 2.5,
            back_talked=0.02,
        )
        if law.name in {"floor", "loan_agent", "cloud_calling", "sim_pool", "number_block"}:
            better = replace(better, talk=NEARER, patience_spread=0.35, wrap=(law.wrap[0] * 2.5, 1.0))
        if law.name == "loan_agent":
            better = replace(better, patience=16.0)
        if law.name == "ai_robot":
            better = replace(
                better,
                talk=((0.4, 9, 0.6, 0.8), (0.4, 26, 0.5, 0.65), (0.2, 65, 0.5, 0.45)),
                patience_spread=0.2,
            )
        if law.name == "one_ring":
            better = replace(better, patience=2.8, patience_spread=0.45)
        trade.append(better)
    return [*LAWFUL, *trade]
