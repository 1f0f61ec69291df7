"""Scripts by other hands: as published, with their licences, and served to the letter."""

import hashlib
from pathlib import Path

from django.test import Client

VENDOR = Path(__file__).parents[2] / "src" / "jingling" / "console" / "frame" / "vendor"


def test_vendored_scripts_are_as_published() -> None:
    """htmx, Alpine and their licences are byte for byte those whose digests stand beside them."""
    named = set()
    for line in (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
        named.add(name)
    assert named == {path.name for path in VENDOR.iterdir()} - {"README.md", "SHA256SUMS"}


def test_pages_run_nothing_but_files_of_ours(console: Path) -> None:  # noqa: ARG001 — the tables are there
    """The policy lets no inline script run and no other host be asked; what a page loads is there."""
    answer = Client().get("/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    for part in page.split('src="')[1:]:
        script = Client().get(part.split('"')[0])
        assert script.status_code == 200
        assert "immutable" in script["Cache-Control"] or "max-age" in script["Cache-Control"]
        b"".join(script)
