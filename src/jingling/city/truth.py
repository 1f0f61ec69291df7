"""The truth of a city: for every number shown as a caller, whose it is and whether it harasses.

A number that is shown falsely keeps its owner's role; one that exists only as a forgery is `forged` and,
having
done nothing, no nuisance.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jingling.city.agents import NUISANCE, ROLE, ROLES, Phones
from jingling.city.attempts import Settled
from jingling.city.chance import Ints
from jingling.city.numbering import BARE
from jingling.city.parties import PERSON, kind_of

_SCHEMA = pa.schema(
    [("number", pa.string()), ("role", pa.string()), ("nuisance", pa.bool_()), ("campaign", pa.string())]
)


@dataclass(frozen=True)
class Seen:
    """Distinct callers of some files: shown by right, and shown falsely though nobody's."""

    genuine: Ints
    forged: Ints


def seen(calls: Settled, caller_keys: Ints) -> Seen:
    """Return who was shown as a caller in these calls."""
    a = calls.attempts
    own = (a.shown == a.caller) | (kind_of(a.shown) == PERSON)
    return Seen(np.unique(caller_keys[own]), np.unique(caller_keys[~own]))


def write_truth(path: Path, parts: list[Seen], phones: list[Phones]) -> dict[str, dict[str, int]]:
    """Write truth.parquet; return the number of callers of each role, and how many of them are nuisance.

    Args:
        path: where to.
        parts: callers of every file.
        phones: the phones of every district, which say what role a number plays.
    """
    genuine = np.unique(np.concatenate([p.genuine for p in parts]))
    forged = np.setdiff1d(np.unique(np.concatenate([p.forged for p in parts])), genuine)
    roles = np.concatenate([p["role"] for p in phones])
    role_keys = np.concatenate([p["key"] for p in phones])
    campaigns = np.concatenate([p["campaign"] for p in phones])
    order = np.argsort(role_keys, kind="stable")
    role_keys, roles, campaigns = role_keys[order], roles[order], campaigns[order]

    number = np.concatenate([genuine, forged])
    role = np.full(len(number), ROLE["person"], dtype=np.int64)
    role[len(genuine) :] = ROLE["forged"]
    place = np.minimum(np.searchsorted(role_keys, number), max(0, len(role_keys) - 1))
    plays = role_keys[place] == number if len(role_keys) else np.zeros(len(number), dtype=bool)
    role[plays] = roles[place[plays]]
    role[number == 0] = ROLE["withheld"]
    campaign = np.where(plays, campaigns[place], -1) if len(role_keys) else np.full(len(number), -1)
    nuisance = np.isin(role, [ROLE[name] for name in NUISANCE])
    order = np.argsort(number, kind="stable")
    number, role, campaign, nuisance = number[order], role[order], campaign[order], nuisance[order]

    digits = pc.cast(pa.array(np.where(number >= BARE, number - BARE, number)), pa.string())
    written = pc.if_else(pa.array(number >= BARE), digits, pc.binary_join_element_wise("+", digits, ""))
    written = pc.if_else(pa.array(number == 0), "anonymous", written)
    names = pc.take(pa.array(ROLES), pa.array(role))
    words = pc.binary_join_element_wise(
        "campaign-", pc.cast(pa.array(campaign.astype(np.int64)), pa.string()), ""
    )
    words = pc.if_else(pa.array(nuisance & (campaign >= 0)), words, None)
    pq.write_table(
        pa.table([written, names, pa.array(nuisance), words], schema=_SCHEMA), path, compression="zstd"
    )
    counts = np.bincount(role, minlength=len(ROLES))
    return {
        "callers": {name: int(counts[code]) for code, name in enumerate(ROLES) if counts[code]},
        "totals": {"callers": len(number), "nuisance": int(nuisance.sum())},
    }
