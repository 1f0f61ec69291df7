"""When people and businesses call: curves over the day, bent a little differently in every city.

A curve gives weights to the half hours of a day. It is kept as a table of its cumulated share by minute and
the inverse of that, so that drawing the time of a million calls is one look-up.
"""

import numpy as np

from jingling.city.chance import Floats, Ints, seed_of, stream
from jingling.city.settings import Settings

MINUTES = 1440

# name: (hour, weight) corners, joined by straight lines.
_SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "adult": ((0, 0.15), (2, 0.05), (5, 0.06), (7, 0.5), (9, 1.2), (11.5, 1.35), (13, 0.85), (15, 1.1),
              (18, 1.5), (20, 1.4), (22, 0.7), (24, 0.2)),
    "elderly": ((0, 0.03), (5, 0.1), (7, 1.0), (9.5, 1.5), (12, 0.9), (13.5, 0.5), (16, 1.1), (19, 1.2),
                (21, 0.4), (24, 0.05)),
    "student": ((0, 0.3), (2, 0.08), (6, 0.1), (8, 0.4), (12, 1.2), (14, 0.6), (17.5, 1.3), (21, 1.7),
                (23, 1.0), (24, 0.5)),
    "office": ((0, 0.01), (7, 0.05), (8.5, 0.8), (10, 1.5), (12, 0.6), (13, 0.5), (15, 1.4), (17.5, 0.9),
               (19, 0.2), (22, 0.05), (24, 0.01)),
    "shop": ((0, 0.02), (8, 0.2), (10, 1.0), (12, 1.1), (14, 0.8), (18, 1.3), (20, 1.1), (22, 0.3),
             (24, 0.02)),
    "courier": ((0, 0.01), (6.5, 0.1), (8.5, 1.2), (11, 1.5), (13, 0.9), (15.5, 1.4), (18, 0.9), (20, 0.5),
                (24, 0.01)),
    "meals": ((0, 0.3), (2, 0.05), (8, 0.2), (10.5, 0.7), (12, 3.0), (13.5, 1.0), (16, 0.5), (18.3, 2.4),
              (20, 1.2), (22, 0.7), (24, 0.4)),
    "driver": ((0, 0.4), (4, 0.15), (7.5, 1.5), (10, 0.8), (14, 0.8), (17.8, 1.6), (20, 1.1), (23, 0.8),
               (24, 0.5)),
    "clock": ((0, 0.5), (4, 0.35), (8, 1.0), (12, 1.0), (18, 1.1), (22, 0.8), (24, 0.5)),
    "evening": ((0, 0.01), (12, 0.15), (17, 0.5), (18.5, 1.6), (20.5, 1.9), (21.8, 0.6), (23, 0.03),
                (24, 0.01)),
    "floor": ((0, 0.005), (8.7, 0.1), (9.3, 1.2), (11.7, 1.3), (12.3, 0.5), (13.5, 0.6), (14, 1.2),
              (17.5, 1.2), (18.3, 0.8), (19.8, 0.8), (21, 0.05), (24, 0.005)),
    "long_floor": ((0, 0.01), (7.8, 0.2), (9, 1.1), (12, 1.1), (13, 0.9), (17, 1.1), (20.5, 1.0),
                   (21.5, 0.2), (24, 0.01)),
    "flat_day": ((0, 0.02), (7.9, 0.05), (8.2, 1.0), (20.5, 1.0), (21, 0.1), (24, 0.02)),
}  # fmt: skip
NAMES = tuple(_SHAPES)
CURVE = {name: index for index, name in enumerate(NAMES)}
_STEPS = 2048


class Rhythm:
    """The curves of one city."""

    def __init__(self, settings: Settings) -> None:
        dice = stream(seed_of(settings.seed, 0x2B17))
        minutes = (np.arange(MINUTES) + 0.5) / 60
        self.cumulated = np.zeros((len(NAMES), MINUTES + 1))
        self.inverse = np.zeros((len(NAMES), _STEPS + 1))
        for index, corners in enumerate(_SHAPES.values()):
            hours, weights = np.array(corners).T
            bend = np.exp(np.interp(minutes, np.arange(25), dice.normal(0, 0.18, 25)))
            weight = np.interp(minutes + dice.normal(0, 0.2), hours, weights) * bend
            share = np.concatenate([[0], np.cumsum(weight)])
            share /= share[-1]
            self.cumulated[index] = share
            self.inverse[index] = np.interp(np.linspace(0, 1, _STEPS + 1), share, np.arange(MINUTES + 1))

    def minutes(self, curve: Ints, opens_h: Floats, closes_h: Floats, u: Floats) -> Floats:
        """Return minutes of the day, at share `u` of the part of each curve between opening and closing."""
        opens, closes = (np.clip(hours, 0, 24) * 60 for hours in (opens_h, closes_h))
        low = self.cumulated[curve, opens.astype(np.int64)]
        high = self.cumulated[curve, closes.astype(np.int64)]
        place = (low + u * (high - low)) * _STEPS
        index = np.minimum(place.astype(np.int64), _STEPS - 1)
        rest = place - index
        drawn = self.inverse[curve, index] * (1 - rest) + self.inverse[curve, index + 1] * rest
        # at night one step of the table takes many minutes
        return np.asarray(np.clip(drawn, opens, closes))
