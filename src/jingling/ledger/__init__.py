"""The ledger 存证: append-only evidence that can be proved unaltered.

One idea: records are lines in plain files, hashed as RFC 9162 hashes a log, so that whoever keeps one
published root of 64 characters can later prove what was recorded, and find what was altered since.

Read `segment.py` (the files), `open_segment.py` and `writer.py` (how records get there, and what a crash
leaves), `stream.py` (reading them); then `tree.py` (hashes and paths), `sealing.py` and `publishing.py` (from
records to one root), `announcing.py` (roots that publish themselves), `proving.py` and `growth.py` (what can
be shown to somebody else), `verifying.py` with `verifying_stream.py`, `locating.py` and `faults.py` (what was
altered, and where), and `retiring.py`.
"""

from jingling.ledger.announcing import announce, follow, read_roots
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
from jingling.ledger.growth import check_growth, prove_growth
from jingling.ledger.proving import check_proof, prove
from jingling.ledger.publishing import publish
from jingling.ledger.retiring import retire
from jingling.ledger.stream import Record, find, records, stream_names
from jingling.ledger.verifying import Report, verify_directory
from jingling.ledger.writer import Writer

__all__ = [
    "AlteredError",
    "BusyError",
    "DamagedError",
    "Evidence",
    "LedgerError",
    "Record",
    "RecordError",
    "Report",
    "UnprovedError",
    "WriteError",
    "Writer",
    "announce",
    "check_growth",
    "check_proof",
    "find",
    "follow",
    "format_evidence",
    "parse_evidence",
    "prove",
    "prove_growth",
    "publish",
    "read_roots",
    "records",
    "retire",
    "stream_names",
    "verify_directory",
]
