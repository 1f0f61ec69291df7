"""The numbering plan's files, read once each. Every row names its source in `data/sources.toml`."""

import csv
import gzip
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jingling.words import Words

NOWHERE = Words("", "")
NO_CARRIER = Words("", "")


class Area(NamedTuple):
    """An area code (长途区号) as people write it, `010`, with how many digits its local numbers have."""

    code: str
    local_digits: tuple[int, ...]
    place: Words


class Network(NamedTuple):
    """A block of mobile numbers (网号): its first digits, how long its numbers are, what it is for."""

    prefix: str
    digits: int
    kind: str
    carrier: str


class Service(NamedTuple):
    """A block of codes that are dialled as they stand (短号码)."""

    prefix: str
    least_digits: int
    most_digits: int
    kind: str
    carrier: str


class BlockRange(NamedTuple):
    """Consecutive blocks of 10,000 mobile numbers with one place; `first` is 1 and six more digits."""

    first: int
    blocks: int
    place: int


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the plan's files, column name to text."""
    content = (files("jingling.numbers") / "data" / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def sources() -> dict[str, dict[str, Any]]:
    """Return the sources that rows name: title, publisher, date, address, and what of it was read."""
    return tomllib.loads((files("jingling.numbers") / "data" / "sources.toml").read_text("utf-8"))


@cache
def areas() -> dict[str, Area]:
    """Return the area codes, `010` to `0999`."""
    return {
        row["area"]: Area(
            row["area"],
            tuple(int(digits) for digits in row["local_digits"].split("/")),
            Words(row["en"], row["zh"]),
        )
        for row in rows("areas.csv")
    }


@cache
def carriers() -> dict[str, Words]:
    """Return carriers by the code that the other files use; the empty code is no carrier."""
    return {"": NO_CARRIER} | {row["carrier"]: Words(row["en"], row["zh"]) for row in rows("carriers.csv")}


@cache
def networks() -> tuple[Network, ...]:
    """Return the mobile blocks, shorter prefixes first, so that a longer one overrides them."""
    found = (
        Network(row["prefix"], int(row["digits"]), row["kind"], row["carrier"])
        for row in rows("mobile_networks.csv")
    )
    return tuple(sorted(found, key=lambda network: len(network.prefix)))


@cache
def services() -> tuple[Service, ...]:
    """Return the short and service codes, shorter prefixes first, so that a longer one overrides them."""
    found = (
        Service(row["prefix"], int(row["least_digits"]), int(row["most_digits"]), row["kind"], row["carrier"])
        for row in rows("service_numbers.csv")
    )
    return tuple(sorted(found, key=lambda service: len(service.prefix)))


@cache
def selection_codes() -> tuple[str, ...]:
    """Return the carriers' access codes that can stand before a number, longest first."""
    return tuple(sorted((row["code"] for row in rows("carrier_selection.csv")), key=len, reverse=True))


@cache
def withheld_texts() -> dict[str, str]:
    """Return the texts that stand for a withheld number, in lower case, with the reason."""
    return {row["text"]: row["reason"] for row in rows("withheld.csv")}


@cache
def calling_codes() -> dict[str, frozenset[int]]:
    """Return the calling codes of the world but China's, with the lengths their national numbers can have."""
    return {
        row["prefix"]: frozenset(int(digits) for digits in row["national_digits"].split())
        for row in rows("abroad.csv")
        if row["national_digits"]
    }


@cache
def countries() -> dict[str, str]:
    """Return countries (ISO alpha-2, or empty) by the first digits of an E.164 number, shorter first."""
    return {row["prefix"]: row["country"] for row in rows("abroad.csv")}


@cache
def places() -> tuple[tuple[str, Words], ...]:
    """Return the places of mobile blocks: area code and name, by their number in `places.csv`."""
    return tuple((row["area"], Words(row["en"], row["zh"])) for row in rows("places.csv"))


@cache
def block_ranges() -> tuple[BlockRange, ...]:
    """Return where blocks of 10,000 mobile numbers were first given out, in order."""
    return tuple(
        BlockRange(int(row["first"]), int(row["blocks"]), int(row["place"]))
        for row in rows("mobile_blocks.csv.gz")
    )
