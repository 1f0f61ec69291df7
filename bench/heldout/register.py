"""Every number of the simulated world, with where and how it is attached to the network.

A number is an integer identity inside; its text is made once. Identities of lines, devices, cells and
accounts are integers too and become opaque texts only when written, so that no text tells a class.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CARRIERS = ("cmcc", "unicom", "telecom", "cbn", "vno-1", "vno-2", "vno-3", "vno-4", "vno-5")
# Mobile prefixes by carrier of the prefix (public numbering plan), weighted by market share below.
PREFIXES = {
    "cmcc": (
        134,
        135,
        136,
        137,
        138,
        139,
        147,
        150,
        151,
        152,
        157,
        158,
        159,
        178,
        182,
        183,
        184,
        187,
        188,
        198,
    ),
    "unicom": (130, 131, 132, 155, 156, 166, 175, 176, 185, 186, 196),
    "telecom": (133, 149, 153, 173, 177, 180, 181, 189, 191, 193, 199),
    "cbn": (192,),
}
SHARES = {"cmcc": 0.56, "unicom": 0.19, "telecom": 0.23, "cbn": 0.02}
VIRTUAL = (170, 171, 162, 165, 167)
CITIES = ("0571", "0531", "028", "0755", "0512", "0591", "029", "0371")
ELSEWHERE = ("010", "021", "020", "023", "022", "025", "027", "0731", "0411", "0532", "0769", "0551", "0451")

COLUMNS: dict[str, tuple[Any, Any]] = {
    "role": (np.int16, 0),
    "campaign": (np.int32, -1),
    "line": (np.int32, -1),
    "group": (np.int32, -1),  # the holder's trunks
    "overflow": (np.float32, 0.0),  # share of calls that take any trunk of the holder
    "device": (np.int32, -1),
    "home": (np.int32, -1),  # cell at home or at the desk
    "work": (np.int32, -1),  # cell in working hours
    "roams": (np.float32, 0.15),  # share of calls from some other cell
    "account": (np.int32, -1),
    "carrier": (np.int16, 0),
    "desk": (np.float32, -1.0),  # >= 0: a business end; the chance that it picks up
    "off": (np.float32, 0.04),  # chance of being switched off or out of reach
    "wary": (np.float32, 0.0),  # added to the log-odds of picking up
    "assistant": (np.bool_, False),  # an answering assistant takes what the person does not
    "dead": (np.bool_, False),  # not assigned
    "single": (np.bool_, True),  # one call at a time
    "vouched": (np.int32, -1),  # number the network vouches for, where it differs
    "manner": (np.float32, 0.0),  # this caller's own log-odds of being answered
    "drawl": (np.float32, 1.0),  # this caller's own factor on talk time
}


class Register:
    """Numbers and their attachments; columns are grown in chunks and joined on demand."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.texts: list[str] = []
        self.roles: list[str] = []
        self.campaigns: list[str] = []
        self.taken: set[int] = set()
        self.unassigned = np.zeros(1, np.int64)  # numbers that lead nowhere, for lists that have grown old
        self.groups: list[Ints] = []  # trunks of one holder
        self.counts = {"line": 0, "device": 0, "cell": 0, "account": 0}
        self._columns = {name: np.empty(0, kind) for name, (kind, _) in COLUMNS.items()}
        self.area = str(rng.choice(CITIES))
        self.local_segments = self._segments(140)
        self.far_segments = self._segments(3000)
        self.virtual_segments = np.concatenate(
            [
                p * 10000 + rng.integers(0, 10000, 40)
                for p in VIRTUAL
                for _ in range(3 if p < 172 and p > 169 else 1)
            ]
        )

    def __getattr__(self, name: str) -> Any:
        columns = self.__dict__.get("_columns", {})
        if name in columns:
            return columns[name]
        raise AttributeError(name)

    def __len__(self) -> int:
        return len(self.texts)

    def _segments(self, count: int) -> Ints:
        names = list(SHARES)
        chosen = self.rng.choice(len(names), count, p=list(SHARES.values()))
        prefix = np.array([self.rng.choice(PREFIXES[names[c]]) for c in chosen])
        return prefix * 10000 + self.rng.integers(0, 10000, count)

    def role_index(self, role: str) -> int:
        """The number that stands for a role, made on first use."""
        if role not in self.roles:
            self.roles.append(role)
        return self.roles.index(role)

    def new_group(self, lines: Ints) -> int:
        """The trunks of one holder, over which its calls may overflow."""
        self.groups.append(lines)
        return len(self.groups) - 1

    def new_campaign(self) -> int:
        """A campaign under an opaque name."""
        self.campaigns.append(f"c{int(self.rng.integers(16**5, 16**6)):06x}")
        return len(self.campaigns) - 1

    def new(self, kind: str, count: int) -> Ints:
        """`count` fresh identities of a line, device, cell or account."""
        first = self.counts[kind]
        self.counts[kind] += count
        return np.arange(first, first + count)

    def add(self, texts: list[str], role: str, **values: Any) -> Ints:
        """Enter numbers with their columns (scalars or arrays); returns their identities."""
        first, count = len(self.texts), len(texts)
        self.texts.extend(texts)
        values["role"] = self.role_index(role)
        if "carrier" not in values:
            values["carrier"] = [carrier_of(text) for text in texts]
        if "drawl" not in values:
            values["drawl"] = np.exp(self.rng.normal(0, 0.18, count))
        if "manner" not in values:
            values["manner"] = self.rng.normal(0, 0.22, count)
        for name, (kind, default) in COLUMNS.items():
            column = np.broadcast_to(np.asarray(values.get(name, default), dtype=kind), (count,))
            self._columns[name] = np.concatenate([self._columns[name], column])
        return np.arange(first, first + count)

    def _fresh(self, draw: Any, count: int) -> list[int]:
        found: list[int] = []
        while len(found) < count:
            for value in np.unique(draw(int((count - len(found)) * 1.2) + 8)).tolist():
                if value not in self.taken:
                    self.taken.add(value)
                    found.append(value)
        chosen = self.rng.permutation(np.array(found))[:count].tolist()
        return [int(value) for value in chosen]

    def mobiles(self, count: int, *, local: float = 1.0, virtual: float = 0.0) -> list[str]:
        """Mobile numbers in the city's segments, elsewhere's, or virtual operators' segments."""

        def draw(n: int) -> Ints:
            u = self.rng.random(n)
            segment = np.where(
                u < virtual,
                self.rng.choice(self.virtual_segments, n),
                np.where(
                    self.rng.random(n) < local,
                    self.rng.choice(self.local_segments, n),
                    self.rng.choice(self.far_segments, n),
                ),
            )
            return segment * 10000 + self.rng.integers(0, 10000, n)

        return [f"+86{value}" for value in self._fresh(draw, count)]

    def landlines(self, count: int, area: str = "", *, spread: int = 0) -> list[str]:
        """Landlines of an area (the city's own if none); `spread` > 0 keeps them in that many exchanges."""
        area = area or self.area
        width = 8 if eight_digits(area) else 7
        heads = self.rng.integers(2000, 9000, spread) if spread else None

        def draw(n: int) -> Ints:
            head = self.rng.choice(heads, n) if heads is not None else self.rng.integers(2000, 9000, n)
            tail = self.rng.integers(0, 10 ** (width - 4), n)
            return int(area) * 10**8 + head * 10 ** (width - 4) + tail + 10**14 * width

        return [f"+86{int(area)}{value % 10**8:0{width}d}" for value in self._fresh(draw, count)]

    def run(self, count: int, area: str = "", *, mobile: bool = False) -> list[str]:
        """A contiguous run of numbers: extensions, lent numbers, a block bought whole."""
        while True:
            if mobile:
                within = int(self.rng.integers(0, 9999 - count % 9000))
                first = int(self.rng.choice(self.virtual_segments)) * 10000 + within
                keys = list(range(first, first + count))
                texts = [f"+86{key}" for key in keys]
            else:
                code = int(area or self.area)
                start = int(self.rng.integers(20000000, 89990000)) // 100 * 100 + int(
                    self.rng.integers(0, 40)
                )
                keys = [code * 10**8 + start + k + 8 * 10**14 for k in range(count)]
                texts = [f"+86{code}{start + k}" for k in range(count)]
            if not self.taken.intersection(keys):
                self.taken.update(keys)
                return texts

    def codes(self, count: int, *, long: bool) -> list[str]:
        """Service codes shown bare: five digits (95xxx), or eight (an enterprise number and a suffix)."""
        if long:
            base = self.rng.choice([950, 951, 952, 954, 957])

            def draw(n: int) -> Ints:
                return int(base) * 100000 + self.rng.integers(10000, 99999, n)
        else:

            def draw(n: int) -> Ints:
                return self.rng.choice([953, 955, 956], n) * 100 + self.rng.integers(0, 100, n)

        return [str(value) for value in self._fresh(draw, count)]

    def four_hundreds(self, count: int) -> list[str]:
        """400 numbers, written in full."""
        return [f"+86400{v}" for v in self._fresh(lambda n: self.rng.integers(1000000, 9999999, n), count)]


def eight_digits(area: str) -> bool:
    """Whether an area's local numbers have eight digits."""
    return len(area) == 3 or area in {*CITIES, *ELSEWHERE}


def carrier_of(text: str) -> int:
    """The carrier by prefix; virtual operators by their fourth digit, landlines by a digit."""
    digits = text.removeprefix("+86")
    prefix = int(digits[:3]) if len(digits) == 11 and digits[0] == "1" else 0
    if prefix in VIRTUAL:
        return 4 + int(digits[3]) % 5
    for index, name in enumerate(("cmcc", "unicom", "telecom", "cbn")):
        if prefix in PREFIXES[name]:
            return index
    return 2 if int(digits[-5:-4] or 0) % 3 else 1
