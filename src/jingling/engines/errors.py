"""What can go wrong with an engine.

JinglingError
└── EngineError         a setting that an engine cannot take
"""

from jingling.errors import JinglingError


class EngineError(JinglingError):
    """An engine cannot run."""
