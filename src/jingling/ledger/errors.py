"""What can go wrong with the ledger.

JinglingError
└── LedgerError
    ├── RecordError     something that cannot stand in a ledger, or an evidence id that is none
    ├── BusyError       another process writes this stream
    ├── WriteError      the disk did not take what was written; the message says what is kept
    ├── DamagedError    a file of the ledger cannot be read as what it should be
    ├── UnprovedError   the record is there no more, or no published root covers it yet
    └── AlteredError    the evidence does not hold; ends a command with exit code 3
"""

from jingling.errors import JinglingError


class LedgerError(JinglingError):
    """The ledger cannot do what was asked."""


class RecordError(LedgerError):
    """Something that cannot stand in a ledger, or an evidence id that is none."""


class BusyError(LedgerError):
    """Another process writes this stream."""


class WriteError(LedgerError):
    """The disk did not take what was written."""


class DamagedError(LedgerError):
    """A file of the ledger cannot be read as what it should be."""


class UnprovedError(LedgerError):
    """The record is there no more, or no published root covers it yet."""


class AlteredError(LedgerError):
    """The evidence does not hold."""

    exit_code = 3
