"""How a run of `jingling detect` is asked for, and what is refused before it begins."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from jingling.detect.errors import DetectError

_OF_SPARK = "It belongs to --engine spark. / 仅用于 --engine spark。"
_OF_TEXT = "Spark reads typed times alone: leave it out. / Spark 只读取有类型的时间：请去掉该选项。"
_INSTEAD = {
    "--threads": "Give the cores in --master, such as local[2]. / 请在 --master 中指定核数，如 local[2]。",
    "--timezone": _OF_TEXT,
    "--time-format": _OF_TEXT,
    "--master": _OF_SPARK,
    "--scratch": _OF_SPARK,
}
"""What to do about an option that the engine does not know."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run; every field has the default of the command.

    Args:
        mapping: `--map` of foreign columns, as `calls` reads it.
        timezone: zone of CSV times that have none.
        time_format: strptime format of CSV times, in place of what the file shows.
        home_area: area code of bare local numbers.
        zone: zone of local hours.
        lines: a register of lines.
        model: a model file; None is the one that ships.
        state: directory in which campaigns are remembered from day to day; None is none.
        threads: threads of DuckDB; None is one for each core.
        memory: memory limit of the engine.
        same_caller: link the two numbers of ordinary callers who changed theirs.
        engine: `duckdb`, in this process, or `spark`.
        master: where Spark runs; None is what its own settings say.
        scratch: directory for Spark's tables that the driver and all workers reach; None is within `out`.
    """

    mapping: str | None = None
    timezone: str | None = None
    time_format: str | None = None
    home_area: str = ""
    zone: str = "Asia/Shanghai"
    lines: Path | None = None
    model: Path | None = None
    state: Path | None = None
    threads: int | None = None
    memory: str = "4GiB"
    same_caller: bool = False
    engine: Literal["duckdb", "spark"] = "duckdb"
    master: str | None = None
    scratch: str | None = None


def check(options: Options) -> None:
    """Refuse, before anything is read or written, what no run or this engine can do.

    Raises:
        DetectError: names the option, and what to do.
    """
    if options.zone not in available_timezones():
        raise DetectError(f"{options.zone!r} is no time zone.", "Give a name such as Asia/Shanghai.")
    spark = options.engine == "spark"
    for name, given, of_spark in (
        ("--threads", options.threads, False),
        ("--timezone", options.timezone, False),
        ("--time-format", options.time_format, False),
        ("--master", options.master, True),
        ("--scratch", options.scratch, True),
    ):
        if given is not None and spark != of_spark:
            raise DetectError(
                f"{name} says nothing to {options.engine}. / {name} 不适用于 {options.engine}。",
                _INSTEAD[name],
            )
