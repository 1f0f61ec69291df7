"""What can be wrong with a question or with the gate.

JinglingError
├── BadQuestion   a question, outcome or refusal does not follow the contract; names the field
└── GateError     the gate's directory or configuration cannot be used
"""

from jingling.errors import JinglingError


class BadQuestion(JinglingError):  # noqa: N818 - the tree above reads as sentences
    """A question, an outcome or a refusal does not follow the contract.

    Args:
        field: the field at fault.
        message, hint: as of every error.
    """

    def __init__(self, field: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class GateError(JinglingError):
    """The gate's directory or configuration cannot be used."""
