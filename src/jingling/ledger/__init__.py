"""The ledger 存证: append-only evidence that can be proved unaltered.

One idea: records are lines in plain files, hashed as RFC 9162 hashes a log, so that whoever keeps one
published root of 64 characters can later prove what was recorded, and find what was altered since.

Read `segment.py` (the files), `open_segment.py` and `writer.py` (how records get there, and what a crash
leaves); then `tree.py` (hashes and paths).
"""

from jingling.ledger.errors import (
    AlteredError,
    BusyError,
    DamagedError,
    LedgerError,
    RecordError,
    UnprovedError,
    WriteError,
)
from jingling.ledger.evidence import Evidence, format_evidence, parse_evidence
from jingling.ledger.writer import Writer

__all__ = [
    "AlteredError",
    "BusyError",
    "DamagedError",
    "Evidence",
    "LedgerError",
    "RecordError",
    "UnprovedError",
    "WriteError",
    "Writer",
    "format_evidence",
    "parse_evidence",
]
