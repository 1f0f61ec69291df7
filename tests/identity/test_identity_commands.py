"""`jingling identity …`: what a person does and reads, from making an authority to a revoked certificate."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CALL = ["--caller", "+861051000007", "--callee", "+8613912345678"]
AT = ["--at", "2026-03-10T09:00:00+08:00"]


def jingling(*words: str, code: int = 0, stdin: str = "") -> str:
    """Run a command; its exit code must be as told."""
    told = subprocess.run(
        [sys.executable, "-c", "from jingling.cli import main; main()", "identity", *words],
        capture_output=True, text=True, check=False, input=stdin,
    )  # fmt: skip
    assert told.returncode == code, told
    assert "Traceback" not in told.stderr
    return told.stdout + told.stderr


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """An authority for a hundred numbers."""
    folder = tmp_path / "ca"
    jingling("authority", "create", str(folder), "--numbers", "+861051000000-+861051000099", *AT)
    return folder


def test_from_authority_to_revocation(authority: Path) -> None:
    """A call is signed and vouched for, in both languages, until its certificate is revoked."""
    header = jingling("sign", "--authority", str(authority), *CALL, *AT, "--attest", "B").strip()
    assert header.startswith("Identity: eyJ")
    verify = ["verify", "--trust", str(authority / "trust"), "--cache", str(authority / "cache"), *CALL, *AT]
    told = jingling(*verify, header, "--lang", "en")
    assert "The caller number is vouched for." in told
    assert "B: the signer knows its customer" in told
    assert "not that the call is wanted" in told
    assert "861051000007" not in told
    assert "861051000007" in jingling(*verify, header, "--unmask")
    assert "主叫号码已有签名证明" in jingling(*verify, "-", "--lang", "zh", stdin=f"{header}\n")
    assert "不符合标准格式" in jingling(*verify, "x", "--lang", "zh", code=2)
    jingling("authority", "revoke", str(authority), *AT)
    told = jingling(*verify, header, "--lang", "en", code=2)
    assert "a certificate of the chain was revoked (revoked)" in told
    assert "437 Unsupported Credential" in told


def test_looking_at_a_token_does_not_use_it_up(authority: Path) -> None:
    """Without --call nothing is remembered; with it a second call is a replay, as JSON says too."""
    header = jingling("sign", "--authority", str(authority), *CALL, *AT, "--origid", "o1").strip()
    verify = [
        "verify",
        header,
        "--trust",
        str(authority / "trust"),
        "--cache",
        str(authority / "cache"),
        *CALL,
        *AT,
    ]
    jingling(*verify)
    told = json.loads(jingling(*verify, "--json", "--call", "c1"))
    assert (told["status"], told["attestation"], told["origid"], told["sip"]) == ("valid", "A", "o1", None)
    assert told["headers"][0]["orig"] == "010-****0007"
    told = json.loads(jingling(*verify, "--json", "--call", "c2", code=2))
    assert (told["replayed"], told["headers"][0]["outcome"]) == (True, "replayed")
    assert told["sip"] == {"status": 438, "reason": "Invalid Identity Header"}


def test_what_is_wanted_is_fetched(authority: Path, tmp_path: Path) -> None:
    """An unknown certificate is asked for by verifying, and what came of fetching it is told."""
    header = jingling("sign", "--authority", str(authority), *CALL, *AT).strip()
    verify = ["verify", header, "--trust", str(authority / "trust"), "--cache", str(tmp_path), *CALL, *AT]
    assert "address-refused" in jingling(*verify, code=2)
    assert "not-yet-known" in jingling(*verify, "--host", "certs.example.org", code=2)
    told = jingling("fetch", "--cache", str(tmp_path), "--host", "other.example.org", "--lang", "en", code=2)
    assert "not among the hosts allowed" in told
    assert "Nothing is wanted." in jingling("fetch", "--cache", str(tmp_path), "--lang", "en")


@pytest.mark.parametrize(
    "words",
    [
        ["sign", *CALL],
        ["sign", *CALL, "--key", "nowhere.pem", "--x5u", "https://a.example/1"],
        ["sign", *CALL, "--key", "nowhere.pem", "--x5u", "http://a.example/1"],
        ["sign", *CALL, "--authority", "nowhere"],
        ["sign", *CALL, "--authority", "nowhere", "--attest", "D"],
        ["verify", "x", *CALL, "--trust", "nowhere", "--cache", "cache"],
        ["verify", "x", *CALL, "--trust", "nowhere", "--cache", "cache", "--at", "2026-03-10T09:00:00"],
        ["authority", "create", "new", "--numbers", "alice"],
        ["authority", "create", "new"],
        ["authority", "create", "new", "--numbers", "95588", "--x5u", "ftp://a.example/"],
        ["authority", "revoke", "nowhere"],
    ],
)
def test_mistakes_are_told_in_a_sentence(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2 and what to do; never a traceback."""
    monkeypatch.chdir(tmp_path)
    assert "error" in jingling(*words, code=2)


def test_identity_is_light_to_import() -> None:
    """The gate's workers import signed identity without any engine of tables."""
    code = (
        "import sys, jingling.identity, jingling.identity.fetch, jingling.identity.signer\n"
        "print({'duckdb', 'pyarrow', 'pandas', 'numpy', 'scipy'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
