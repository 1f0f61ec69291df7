"""An option that the engine does not know is refused, not passed over."""

from pathlib import Path
from typing import Any

import pytest

from jingling.detect.errors import DetectError
from jingling.detect.options import Options
from jingling.detect.run import detect


@pytest.mark.parametrize(
    ("engine", "name", "given"),
    [
        ("spark", "threads", 2),
        ("spark", "timezone", "Asia/Shanghai"),
        ("spark", "time_format", "%Y-%m-%d"),
        ("duckdb", "master", "local[2]"),
        ("duckdb", "scratch", "hdfs:///jingling"),
    ],
)
def test_an_option_of_the_other_engine_is_refused(
    tmp_path: Path, engine: Any, name: str, given: object
) -> None:
    """The error names option and engine, in both languages, before anything is written or started."""
    with pytest.raises(DetectError, match=f"--{name.replace('_', '-')}") as fault:
        detect([tmp_path], tmp_path / "out", Options(engine=engine, **{name: given}))
    assert engine in fault.value.message
    assert "不适用" in fault.value.message
    assert fault.value.hint
    assert not (tmp_path / "out").exists()
