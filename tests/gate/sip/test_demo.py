"""`jingling gate sip-demo`: real calls by SIPp, read back from the wire."""

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jingling.cli import app
from jingling.gate.capture import read_capture
from jingling.gate.errors import GateError


def test_calls_are_allowed_labelled_challenged_and_refused(tmp_path: Path) -> None:
    """In both modes every call becomes what it should, the last line says so, and tshark reads it all."""
    done = CliRunner().invoke(
        app, ["gate", "sip-demo", "--out", str(tmp_path), "--times", "2", "--lang", "zh"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {"allow": 16, "label": 4, "challenge": 4, "reject": 16, "lost": 0, "wrong": 0}
    for mode in ("redirect", "inline"):
        capture = tmp_path / f"{mode}.pcap"
        read = subprocess.run(
            ["tshark", "-r", str(capture), "-Y", "sip", "-T", "fields", "-e", "sip.Call-ID"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert [message.header("call-id") for message in read_capture(capture)] == read.stdout.split()


def test_what_is_no_capture_is_said_to_be_none(tmp_path: Path) -> None:
    """A file of another kind is an error of its own."""
    (tmp_path / "x.pcap").write_bytes(b"nothing")
    with pytest.raises(GateError, match="no capture"):
        list(read_capture(tmp_path / "x.pcap"))
