"""What one page costs: the server's CPU, its questions to the database, and how long those take.

    JINGLING_DATA=tmp/console python bench/console_set.py --share 0.1
    JINGLING_DATA=tmp/console python bench/console_pages.py [--times 20] [--profile PAGE]

One process answers the pages that `console_load.py` opens, without a server in between and without readers;
CPU is this process's own, which with SQLite holds the database too. Whatever else the machine does, CPU
tells what a page costs. `--profile` prints where one page spends it.
"""

import argparse
import cProfile
import pstats
import random
import time
from collections.abc import Callable
from typing import Any

from console_load import OPENED
from jingling.console.start import prepare


class Counted:
    """Counts questions to the database, and the time until they are answered."""

    def __init__(self) -> None:
        self.questions, self.seconds = 0, 0.0

    def __call__(self, ask: Callable[..., Any], *rest: Any) -> Any:
        """Ask, and count."""
        began = time.perf_counter()
        try:
            return ask(*rest)
        finally:
            self.questions += 1
            self.seconds += time.perf_counter() - began


def reader(username: str) -> Any:
    """Return a browser without a screen, signed in."""
    from django.test import Client

    from jingling.console.people.models import User

    client = Client(headers={"accept-language": "zh"})
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return client


def opened(client: Any, address: str) -> None:
    """Open a page.

    Raises:
        SystemExit: the console answered with a fault.
    """
    answer = client.get(address)
    if answer.status_code >= 400:
        raise SystemExit(f"{address}: {answer.status_code}")


def main() -> None:
    """Print what each page costs each role, and the mean over all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=20)
    asked.add_argument("--profile", default="")
    options = asked.parse_args()
    prepare(demo=True)
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS.append("testserver")
    print("| role | page | CPU ms | questions | their ms |\n|---|---|---|---|---|")
    every = []
    for role, pages in OPENED.items():
        client = reader(f"{role}0")
        for title, address in pages.items():
            if options.profile not in {"", title}:
                continue
            dice = random.Random(title)  # noqa: S311 — the same pages each time
            addresses = [address(dice) for _ in range(options.times)]
            opened(client, addresses[0])
            counted, profile = Counted(), cProfile.Profile()
            if options.profile:
                profile.enable()
            began = time.process_time()
            with connection.execute_wrapper(counted):
                for one in addresses:
                    opened(client, one)
            cpu_ms = (time.process_time() - began) * 1000 / options.times
            if options.profile:
                profile.disable()
                pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
            each = counted.questions / options.times, counted.seconds * 1000 / options.times
            print(f"| {role} | {title} | {cpu_ms:.1f} | {each[0]:.1f} | {each[1]:.1f} |", flush=True)
            every.append(cpu_ms)
    print(f"mean {sum(every) / len(every):.1f} CPU ms")


if __name__ == "__main__":
    main()
