"""What can go wrong in a run, a model or a result.

JinglingError
└── DetectError
    ├── ModelError      a model file is missing, damaged, or made for other features
    ├── ResultError     an output directory does not hold the result that a command needs
    └── TrainingError   calls and labels from which nothing can be learnt
"""

from jingling.errors import JinglingError


class DetectError(JinglingError):
    """Detection cannot go on."""


class ModelError(DetectError):
    """A model file is missing, damaged, or made for other features."""


class ResultError(DetectError):
    """An output directory does not hold the result that a command needs."""


class TrainingError(DetectError):
    """Calls and labels from which nothing can be learnt."""
