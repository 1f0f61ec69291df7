"""The console for tests: its own data directory, a small world in it, rolled back after each test."""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

# tests are not a package: what several of them share is found beside them
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "detect" / "report")]

from jingling.console.start import prepare

DATA = Path(tempfile.mkdtemp(prefix="jingling-console-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["JINGLING_SECRET_KEY"] = "known to tests alone"
prepare(DATA, demo=True)  # models can be imported only after Django is loaded


@pytest.fixture(scope="session")
def console(end_browser: Callable[[], None]) -> Iterator[Path]:
    """Make the tables in a database of its own: SQLite, or what DATABASE_URL names."""
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from jingling.console.serving import migrate

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    setup_test_environment()
    migrate()
    yield DATA
    end_browser()
    SETTLED.forget()


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a result, made up."""
    from sample_campaigns import add_campaigns
    from sample_result import write_sample

    sample = write_sample(tmp_path_factory.mktemp("result"), callers=400, flagged=60)
    add_campaigns(sample.out, (12, 6))
    return sample.out


class Settled:
    """The small world, made once and kept in a transaction that stays open while tests ask for it."""

    def __init__(self) -> None:
        self._stack, self._world = ExitStack(), None

    def world(self, console: Path, result: Path) -> object:
        """Return the world as it was made, which nobody has touched."""
        if self._world is None:
            from console_world import World
            from django.db import transaction

            self._stack.enter_context(transaction.atomic())
            self._stack.callback(transaction.set_rollback, True)
            self._world = World(console, result)
        return deepcopy(self._world)

    def forget(self) -> None:
        """Roll it back: who did not ask for it finds an empty console."""
        self._world = None
        self._stack.close()


SETTLED = Settled()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let no test see a world that it did not ask for."""
    if "world" not in getattr(item, "fixturenames", ()):
        SETTLED.forget()


@pytest.fixture
def world(console: Path, result: Path) -> Iterator[object]:
    """Two carriers with a call centre each, a regulator, a citizen; lines, letters, findings, jobs."""
    from django.db import transaction

    made = SETTLED.world(console, result)
    with transaction.atomic():
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def complaints(world: object) -> object:
    """The same world with complaints: cases, files, questions, a bulletin."""
    from complaints_world import with_complaints

    return with_complaints(world)


@pytest.fixture
def visit(world: object) -> Callable[..., object]:  # noqa: ARG001 — the database is filled
    """Return a browser without a screen, signed in as a person, or a stranger for None."""
    from django.test import Client

    def opened(person: object = None, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return opened


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A console in a process of its own, with the small world, for all journeys."""
    from journeys import Served

    made = Served(tmp_path_factory.mktemp("served"))
    yield made
    made.process.terminate()
    made.process.wait(20)


@pytest.fixture
def open_page(browser: Any, served: Any, pages: Any) -> Iterator[Callable[..., object]]:
    """Open the console; no page may log a message."""
    from journeys import LANGUAGES

    said: list[str] = []

    def opened(language: str, *, width: int = 1280, scripts: bool = True) -> object:
        context = browser.new_context(
            locale=LANGUAGES[language],
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            base_url=served.address,
        )
        page = context.new_page()
        page.on("console", lambda heard: said.append(heard.text) if "422" not in heard.text else None)
        page.on("pageerror", lambda fault: said.append(str(fault)))
        pages.append(page)
        return page

    yield opened
    pages.failed = said != []
    assert said == []
