"""One Spark for all tests of engines."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jingling.engines.spark import SparkEngine

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """Return an engine on two cores of this machine; runs that follow find its Spark started."""
    # in short runs the virtual machine's second compiler and concurrent collector cost more than they bring
    os.environ["JDK_JAVA_OPTIONS"] = (
        "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseParallelGC"
    )
    engine = SparkEngine(master="local[2]", scratch=f"file://{tmp_path_factory.mktemp('scratch')}")
    yield engine
    engine.close()
