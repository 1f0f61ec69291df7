"""Options that several commands share are refused alike by all of them."""

import pytest
from typer.testing import CliRunner

from jingling.cli import app


@pytest.mark.parametrize(
    "command",
    [
        "detect records.csv --out result",
        "city --out city",
        "fit --calls calls --labels labels.csv --out model.json",
        "campaigns history 20260310-5e752d --state state",
        "ledger retire --data data --before 2026-01-01",
    ],
)
def test_a_zone_that_does_not_exist_is_refused_before_anything_runs(command: str) -> None:
    """No command ends in a traceback, or begins its work, for a zone that there is none of."""
    ended = CliRunner().invoke(app, [*command.split(), "--zone", "Asia/Shanghia"])
    assert ended.exit_code == 2
    assert "no time zone" in ended.output
