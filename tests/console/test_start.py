"""Starting the console: after a crash, people wait for as long as a process takes to load its code."""

import subprocess
import sys
from pathlib import Path

LOADED = """
import sys
from pathlib import Path
from jingling.console.start import prepare
prepare(Path(sys.argv[1]))
from django.urls import get_resolver
get_resolver().url_patterns
print(*sys.modules)
"""
FOR_WORK_ALONE = {"duckdb", "numpy", "openpyxl", "pyarrow", "scipy", "sklearn"}


def test_pages_are_served_without_loading_what_only_long_work_needs(tmp_path: Path) -> None:
    """A process that knows every page has loaded none of the libraries for files, records and models."""
    told = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)], check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in told.stdout.split()}
    assert "ninja" in loaded
    assert not loaded & FOR_WORK_ALONE
