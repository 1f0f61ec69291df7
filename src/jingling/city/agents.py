"""What a caller is made of: an agent's habits and the phones it may show, one row each.

Lawful callers and harassers are written in the same terms and dialled by the same engine, so that nothing
but their habits tells them apart. A role, in `lawful/` and `trade/`, is a distribution over these rows.
"""

import numpy as np
from numpy.typing import NDArray

# Everything an agent does on a day. Shares are of 1, times in seconds unless said otherwise.
AGENT = np.dtype([
    ("role", "u1"), ("outfit", "i4"), ("first_mate", "i4"), ("mates", "i4"),
    # which number a call shows: phone0 + (turn + random below width) % phones, from phones * day on if daily
    ("phone0", "i4"), ("phones", "i4"), ("width", "i4"), ("cap", "f8"), ("turn_s", "f8"), ("daily", "?"),
    ("shows", "u1"), ("living", "f4"),
    # when it calls
    ("calls", "f8"), ("uneven", "f4"), ("idle", "f4"), ("weekend", "f4"), ("curve", "i8"),
    ("opens_h", "f8"), ("closes_h", "f8"), ("session", "f4"), ("pause_s", "f4"), ("pause_sigma", "f4"),
    # whom it calls: low + hash(seed, j) % span, j walking down the list or picked among `known`
    ("seed", "u8"), ("low", "i8"), ("span", "i8"), ("listed", "i8"), ("list_start", "i8"), ("walks", "?"),
    ("skew", "f4"), ("recycle", "f4"), ("recycle_back", "f4"), ("circle", "f4"), ("picky", "f4"),
    ("business", "f4"), ("away", "f4"), ("dead", "f4"),
    # what comes of it
    ("pickup", "f4"), ("familiar", "f4"), ("patience_s", "f4"), ("patience_sigma", "f4"),
    ("brief", "f4"), ("brief_s", "f4"), ("talk_s", "f4"), ("talk_sigma", "f4"), ("gamma", "?"),
    ("hangs_up", "f4"),
    # what follows
    ("redial", "f4"), ("redial_s", "f4"), ("swarm_missed", "f4"), ("swarm_refused", "f4"),
    ("swarm_calls", "f4"),
    ("swarm_s", "f4"), ("callback", "f4"), ("callback_s", "f4"), ("staffed", "f4"), ("again", "f4"),
    ("asked", "f4"), ("inbound", "f4"), ("inbound_known", "f4"), ("visitors", "i8"),
    # in which order the list is walked down: every so many-th name; last, for a habit's place draws it
    ("list_step", "i8"),
])  # fmt: skip

# A number that can be shown, and what the network knows of it.
PHONE = np.dtype([
    ("key", "i8"), ("role", "u1"), ("campaign", "i4"), ("carrier", "i8"), ("line", "i8"),
    ("subscriber", "u8"),
    ("device", "u8"), ("cell", "i8"), ("roams", "i8"), ("person", "i8"), ("asserted", "i8"),
    ("attestation", "u1"), ("purpose", "u1"),
])  # fmt: skip

OWN, FORGED = 0, 1

ROLES = (
    "person", "courier", "meal_delivery", "driver", "privacy_number", "clinic", "bank", "school_teacher",
    "community_worker", "insurance_service", "sales_rep", "property_agent", "repairman", "recruiter", "shop",
    "switchboard", "hotline", "company_extension", "notice_robot", "alarm_line", "verification_line",
    "aftersales", "other_firm", "survey",
    "consented_marketing", "lawful_collector",
    "telemarketing_floor", "ai_robot", "loan_agent", "cloud_calling", "sim_pool", "block_low_slow",
    "debt_collector",
    "one_ring", "call_bombing", "gateway", "forged", "withheld",
)  # fmt: skip
ROLE = {name: code for code, name in enumerate(ROLES)}
NUISANCE = tuple(ROLES[ROLE["telemarketing_floor"] : ROLE["forged"]])

Agents = NDArray[np.void]
Phones = NDArray[np.void]

_DEFAULTS: dict[str, float] = {
    "first_mate": -1, "phones": 1, "width": 1, "cap": 1e12, "turn_s": 1e12, "uneven": 6, "idle": 0.05,
    "weekend": 0.6,
    "opens_h": 0, "closes_h": 24, "session": 1, "pause_s": 12, "pause_sigma": 0.9, "span": 1,
    "listed": 1 << 40,
    "skew": 1, "recycle_back": 200, "pickup": 0.55, "familiar": 0, "patience_s": 30,
    "patience_sigma": 0.5, "brief": 0.15, "brief_s": 8, "talk_s": 60, "talk_sigma": 0.9, "hangs_up": 0.5,
    "redial": 0.1,
    "redial_s": 600, "swarm_calls": 3, "swarm_s": 150, "callback": 0.08, "callback_s": 900, "staffed": 0.8,
    "visitors": 300, "list_step": 1,
}  # fmt: skip


def blank_agents(count: int, role: str) -> Agents:
    """Return agents with middling habits, to be changed by their role."""
    agents = np.zeros(count, dtype=AGENT)
    agents["role"] = ROLE[role]
    for name, value in _DEFAULTS.items():
        agents[name] = value
    return agents


def blank_phones(count: int, role: str) -> Phones:
    """Return phones without a number yet."""
    phones = np.zeros(count, dtype=PHONE)
    phones["role"] = ROLE[role]
    phones["campaign"] = -1
    phones["person"] = -1
    phones["cell"] = -1
    return phones
