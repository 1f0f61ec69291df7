"""Where mail goes: to files in the data directory, or to a server by its address."""

from typing import Any
from urllib.parse import unquote, urlsplit

from jingling.console.errors import ConsoleError

PORTS = {"smtp": 587, "smtps": 465}


def mail_settings(address: str) -> dict[str, Any]:
    """Return Django's settings for sending mail.

    Args:
        address: `smtp://user:password@host:port` (STARTTLS), `smtps://…` (TLS from the start), or empty for
            files. A server on this machine is spoken to without TLS.

    Raises:
        ConsoleError: the address names no mail server.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ConsoleError(
            "JINGLING_SMTP is no address of a mail server.",
            "Give smtp://user:password@host:587 or smtps://user:password@host:465.",
        )
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not here,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
