"""rules 规则: what a call must hold to, each rule with its source, its status and its words.

One idea: a rule is a row of data and one function. The row (`cn.toml`, `house.toml`) says where the rule
comes from, how firm it is, what its figures are, and what each of its answers tells the caller and the
called in both languages. The function (one sentence-named file in `judgments/`) looks at a situation and
names the answer that applies, or none. Nothing here reads a file at decision time, a clock or a list.

Read in this order: `situation` (all that a rule may see), `answers` (what a rule may say), `pack` (the rows
and their functions joined), `windows` (hours of the day), `judgments/` (the rules themselves).
"""

from jingling.rules.answers import EFFECTS, Answer, Effect
from jingling.rules.errors import RulesError
from jingling.rules.pack import About, Country, Judge, Pack, Rule, load_pack
from jingling.rules.situation import (
    EVERYONE,
    MARKETING,
    NO_ATTEMPTS,
    NO_IDENTITY,
    NO_POLICY,
    PURPOSES,
    Attempts,
    Consent,
    Direction,
    Identity,
    Line,
    LineKind,
    Listing,
    Personal,
    Project,
    Refusal,
    Situation,
    principal_id,
)
from jingling.rules.windows import Window, parse_window

__all__ = [
    "EFFECTS",
    "EVERYONE",
    "MARKETING",
    "NO_ATTEMPTS",
    "NO_IDENTITY",
    "NO_POLICY",
    "PURPOSES",
    "About",
    "Answer",
    "Attempts",
    "Consent",
    "Country",
    "Direction",
    "Effect",
    "Identity",
    "Judge",
    "Line",
    "LineKind",
    "Listing",
    "Pack",
    "Personal",
    "Project",
    "Refusal",
    "Rule",
    "RulesError",
    "Situation",
    "Window",
    "load_pack",
    "parse_window",
    "principal_id",
]
