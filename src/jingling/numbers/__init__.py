"""numbers 号码: the numbering plan, in Python for one number and in SQL for a hundred million.

Its one idea: a number is one signed 64-bit key, a text only at the edge. Reading finds the key from what
was written; the key alone says what the plan knows. SQL does both for whole columns and agrees with the
Python to the digit, so that no Python runs for each row.

Read in this order: `keys` (normal form and key), `kinds` (what numbers are for, and marks of evidence),
`written` (from a text to digits), `shapes` (from digits to a key), `plan_files` and `plan` (what a key
is), `number` (all of it for one text), `key_sql` and `describe_sql` (the same for columns),
`portability` (who carries a number now), `ranges` (as registers write them), `masks`. The plan itself is
`data/*.csv`, every row with its source in `data/sources.toml`; `from_libphonenumber` makes two of these
files.
"""

from jingling.numbers.describe_sql import describe_sql, plan_rows
from jingling.numbers.errors import BadPortabilityFile, BadRange, NumbersError, UnknownHomeArea
from jingling.numbers.key_sql import key_sql
from jingling.numbers.keys import ANONYMOUS_KEY, SHORT_BASE, normal_form, normal_form_sql, unknown_key
from jingling.numbers.kinds import EVIDENCE_WORDS, KIND_WORDS, NumberKind, evidence_words
from jingling.numbers.masks import mask
from jingling.numbers.number import Number, read_key, read_number
from jingling.numbers.plan import Description, describe, kind_of
from jingling.numbers.portability import Portability, read_portability
from jingling.numbers.ranges import read_range, read_ranges

__all__ = [
    "ANONYMOUS_KEY",
    "EVIDENCE_WORDS",
    "KIND_WORDS",
    "SHORT_BASE",
    "BadPortabilityFile",
    "BadRange",
    "Description",
    "Number",
    "NumberKind",
    "NumbersError",
    "Portability",
    "UnknownHomeArea",
    "describe",
    "describe_sql",
    "evidence_words",
    "key_sql",
    "kind_of",
    "mask",
    "normal_form",
    "normal_form_sql",
    "plan_rows",
    "read_key",
    "read_number",
    "read_portability",
    "read_range",
    "read_ranges",
    "unknown_key",
]
