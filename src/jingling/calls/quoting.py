"""The one place where names and values become SQL text."""


def quoted(value: str) -> str:
    """Return a string literal."""
    return "'" + value.replace("'", "''") + "'"


def named(identifier: str) -> str:
    """Return a quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'
