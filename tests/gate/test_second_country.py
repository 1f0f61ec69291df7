"""A gate under another country's rules: hours where the called person is, and who opted out."""

from pathlib import Path

import pytest

from jingling.gate import Gate, question_from
from jingling.gate.errors import GateError
from jingling.gate.hearing import read_refusal, refuse

SETTINGS = 'country = "us"\nhome_zone = "America/New_York"\n'
SELLING = {
    "direction": "outbound", "caller": "+861051000001", "callee": "+12125551212", "line": "bank-trunk",
    "principal": "Example Bank", "project": "cards",
}  # fmt: skip


def said(gate: Gate, at: str, **more: object) -> list[str]:
    """Return why a call may not be dialled at a time."""
    return [answer.key for answer in gate.ask(question_from(SELLING | {"at": at} | more)).reasons]


def test_hours_are_those_of_whoever_is_called(directory: Path) -> None:
    """Eight to twenty-one in New York, summer time and all; none of China's rules is asked."""
    (directory / "gate.toml").write_text(SETTINGS)
    with Gate(directory, trust_times=True) as gate:
        assert said(gate, "2026-03-06T07:59:00-05:00") == ["US-HOURS.at-night"]
        assert said(gate, "2026-03-06T08:00:00-05:00") == []
        assert said(gate, "2026-03-08T08:00:00-04:00") == []  # clocks went forward that night
        assert said(gate, "2026-03-08T20:59:00-04:00") == []
        assert said(gate, "2026-03-08T21:00:00-04:00") == ["US-HOURS.at-night"]
        assert said(gate, "2026-03-08T21:00:00-04:00", project="statements", caller="+861051000060") == []


def test_who_opted_out_is_not_called_by_any_number(directory: Path) -> None:
    """The same words of the same people, under the other country's reasons."""
    (directory / "gate.toml").write_text(SETTINGS)
    with Gate(directory, trust_times=True) as gate:
        refuse(gate, read_refusal(b'{"callee": "+12125551212", "caller": "+861051000001"}'))
        assert said(gate, "2026-03-06T10:00:00-05:00") == ["US-REVOKE.this-number"]
        other = said(gate, "2026-03-06T10:00:00-05:00", caller="+861051000002")
        assert other == ["US-REVOKE-PRINCIPAL.another-number"]


@pytest.mark.parametrize("settings", ['country = "xx"', 'home_zone = "Nowhere/Town"'])
def test_an_unknown_country_or_zone_opens_no_gate(directory: Path, settings: str) -> None:
    """Rather than fall back on anybody's rules."""
    (directory / "gate.toml").write_text(settings)
    with pytest.raises(GateError, match=r"gate\.toml"):
        Gate(directory)
