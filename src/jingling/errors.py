"""The root of every error that jingling raises on purpose.

JinglingError
├── calls.errors.CallsError      a file of call records cannot be read as a whole
├── numbers.errors.NumbersError  the numbering plan, or an overlay of it, is wrong
├── identity.RegisterError       a register of lines cannot be read
├── identity….PassportError      a token of signed identity is not written as it must be
├── identity….TrustListError     the roots and revocation lists cannot be read
├── identity….KeyFileError       a private key cannot be read
├── identity….AuthorityError     a test authority cannot be made or used
├── identity….AddressError       an address of certificates is refused, or gave none (FetchError)
├── ledger.errors.LedgerError    evidence cannot be written, read or proved
├── city.errors.CityError        a simulated city cannot be made as asked
├── complaints.errors.ComplaintsError  reports cannot be read, or a bulletin not made
├── detect.errors.DetectError    a run, a model or a result cannot be used
└── console.errors.ConsoleError  what the console was given cannot be used, or may not be done

A `JinglingError` is shown to a person as its message and its hint, without a traceback, and ends a
command with its `exit_code`. Any other exception is a fault of ours and shows its traceback.
"""


class JinglingError(Exception):
    """Something the user can put right.

    Args:
        message: what is wrong, naming file, line and column where there are any.
        hint: what to do about it; may be empty.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
