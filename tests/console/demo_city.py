"""A small city for the demonstration, beside a result that was made up."""

import json
from pathlib import Path

LINES = """line,kind,holder,carrier,numbers,purposes,hours,calls_per_day
line-00,enterprise,provider-0000,CMCC,95015015-95015042 +8637159813518,marketing notification,,
line-01,enterprise,firm-00030000f,CMCC,+861051000000-+861051000099,service,,
line-02,interconnect,CTCC,CTCC,,,,
"""


def write_city(out: Path) -> Path:
    """Write what the demonstration reads of a city."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "lines.csv").write_text(LINES, encoding="utf-8")
    (out / "city.json").write_text(json.dumps({"settings": {"start": "2026-03-02"}}), encoding="utf-8")
    return out
