"""Apache Spark, where the records outgrow one machine: the same steps, over the machines of a cluster.

Every table is a directory of Parquet in the scratch directory, so that it outlives the loss of a worker and
its rows are counted from footers. No Python runs on the workers. The steps' SQL is spelt for Spark by
`spell`, a closed list; nothing else of it differs.
"""

import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from jingling.engines.errors import EngineError
from jingling.engines.hadoop import HadoopFiles

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_LITERAL = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")")
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"//", " div "),  # whole division
        (r"FILTER \((?!WHERE )", "FILTER (WHERE "),
        (r"\bVARCHAR\[\]", "ARRAY<STRING>"),
        (r"\bVARCHAR\b", "STRING"),
        (r"\bTIMESTAMPTZ\b", "TIMESTAMP"),  # the session's zone is UTC
        (r"\[", "array("),  # lists are literals alone
        (r"\]", ")"),
        (r"\bstarts_with\(", "startswith("),
        (r"\bepoch_ms\(", "unix_millis("),
        (r"\bTRY_CAST\(floor\(", "TRY_CAST(("),  # of what is not negative, a cast drops the fraction
        (r"\bregexp_matches\(", "regexp_like("),
        (r"\bhash\(", "xxhash64("),  # 64 bits as well, and only ever compared with itself
    )
)
_TIMESTAMP = """CREATE TEMPORARY FUNCTION make_timestamp_ms(ms BIGINT) RETURNS TIMESTAMP_NTZ
RETURN CAST(timestamp_millis(ms) AS TIMESTAMP_NTZ)"""
_SESSION = {
    "spark.sql.ansi.enabled": "true",  # what cannot be computed fails, as in DuckDB, rather than being NULL
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # Spark has no nanoseconds: data frames write them
    "spark.sql.legacy.allowHashOnMapType": "true",
    "spark.sql.adaptive.enabled": "true",
    # of conditions as long as those of `key_sql`, the planner would never see the end
    "spark.sql.constraintPropagation.enabled": "false",
}
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_AMOUNT = re.compile(r"(\d+) ?([KMGT])i?B?", re.IGNORECASE)


def spell(sql: str) -> str:
    """Return SQL of the steps as Spark spells it.

    Texts and quoted names stay as they are, but for backslashes, which Spark reads as escapes.
    """
    parts = _LITERAL.split(sql)
    for at, part in enumerate(parts):
        if at % 2:
            parts[at] = part.replace("\\", "\\\\")
            continue
        for pattern, spelling in _SPELLINGS:
            part = pattern.sub(spelling, part)  # noqa: PLW2901 (one spelling after another)
        parts[at] = part
    return "".join(parts)


class SparkEngine:
    """Runs the steps on Spark.

    Args:
        master: where Spark runs: `local[2]`, `yarn`, `spark://host:7077`; None is what Spark's own
            settings say, and `local[*]` if they are silent.
        memory: memory of the driver, as DuckDB writes it (`4GiB`); on `local[…]` that is all there is.
        scratch: directory for tables, which the driver and all workers can reach (`hdfs://…`, `s3a://…`).

    Raises:
        EngineError: PySpark or Java is missing, or Spark cannot be started or reached.
    """

    def __init__(self, *, master: str | None = None, memory: str = "4GiB", scratch: str) -> None:
        self.started, whole = _session(master, memory)
        self.session = whole.newSession()
        for name, value in _SESSION.items():
            self.session.conf.set(name, value)
        context = self.session.sparkContext
        if str(context.master).startswith("local"):
            # 200 parts, Spark's default, cost more than they bring on one machine
            self.session.conf.set("spark.sql.shuffle.partitions", str(4 * context.defaultParallelism))
        self.session.sql(_TIMESTAMP)
        self.files = HadoopFiles(self.session)
        self.scratch = f"{scratch.rstrip('/')}/jingling-{uuid4().hex}"
        self._made: dict[str, str] = {}
        self._numbers = count()

    def make(self, name: str, select: str) -> int:
        """Make table `name` of a SELECT; return its number of rows."""
        place = self._place(name)
        frame = self.session.sql(spell(select))
        self._group(name)
        frame.write.parquet(place)
        return int(self._lay(name, place, frame.schema).count())

    def view(self, name: str, select: str) -> None:
        """Give a SELECT a name without making its rows."""
        self.session.sql(spell(select)).createOrReplaceTempView(name)

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a small SELECT."""
        self._group("rows")
        return [tuple(row) for row in self.session.sql(spell(select)).collect()]

    def table(self, select: str) -> pa.Table:
        """Return the rows of a SELECT as columns."""
        with TemporaryDirectory(prefix="jingling-") as folder:
            path = Path(folder) / "table.parquet"
            self.write(select, path)
            return pq.read_table(path)

    def take(self, name: str, rows: pa.Table) -> None:
        """Make table `name` of columns held in memory."""
        place = self._place(name)
        with TemporaryDirectory(prefix="jingling-") as folder:
            path = Path(folder) / "taken.parquet"
            pq.write_table(rows, path)
            self.files.put(path, place)
        # given the types, Spark need not run a job to learn them from the file
        self._lay(name, place, self.session.createDataFrame(rows.slice(0, 0)).schema)

    def scan(self, name: str, paths: Sequence[str]) -> None:
        """Give Parquet files of one schema a name: their columns as `c0`, `c1`, …, `at_path`, `at_line`."""
        from pyspark.sql.functions import col, regexp_replace

        frame = self.session.read.parquet(*paths)
        columns = [col("`" + name.replace("`", "``") + "`") for name in frame.columns]
        frame.select(
            *(column.alias(f"c{at}") for at, column in enumerate(columns)),
            # Spark and Hadoop disagree on the slashes of this machine's own files
            regexp_replace(col("_metadata.file_path"), "^file:/+", "file:/").alias("at_path"),
            (col("_metadata.row_index") + 1).alias("at_line"),
        ).createOrReplaceTempView(name)

    def has(self, name: str) -> bool:
        """Tell whether a table of that name exists."""
        return name in self._made

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the column names of a table, in order."""
        return tuple(self.session.table(name).columns)

    def drop(self, *names: str) -> None:
        """Forget tables that no later step reads."""
        for name in names:
            if name in self._made:
                self.session.catalog.dropTempView(name)
                self.files.remove(self._made.pop(name))

    def write(self, select: str, path: Path) -> None:
        """Write the rows of a SELECT to one Parquet file.

        The workers write parts side by side in the scratch directory; the driver joins them, in order and
        row group by row group, so that the result is one file wherever Spark ran.
        """
        place = self._place(path.stem)
        frame = self.session.sql(spell(select))
        self._group(f"write {path.stem}")
        frame.write.option("compression", "zstd").parquet(place)
        with TemporaryDirectory(prefix="jingling-", dir=path.parent) as folder:
            writer = None
            for number, part in enumerate(self.files.find(place)):
                fetched = Path(folder) / f"{number}.parquet"
                self.files.fetch(part, fetched)
                with pq.ParquetFile(fetched) as file:
                    if writer is None:
                        schema = file.schema_arrow.remove_metadata()
                        writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)
                    for group in range(file.num_row_groups):
                        writer.write_table(file.read_row_group(group).cast(schema))
                fetched.unlink()
            if writer is None:
                raise AssertionError(f"Spark wrote no part of {path.stem}: a fault of jingling")
            writer.close()
        self.files.remove(place)

    def rest(self) -> None:
        """Keep what is held: a cluster's memory is not this process's."""

    def close(self) -> None:
        """Remove the tables; stop Spark if it was started here."""
        self.drop(*self._made)
        self.files.remove(self.scratch)
        if self.started:
            self.session.stop()

    def _place(self, name: str) -> str:
        return f"{self.scratch}/{name}-{next(self._numbers)}"

    def _group(self, name: str) -> None:
        """Name the jobs that follow, for Spark's own pages and metrics."""
        self.session.sparkContext.setJobGroup(name, name)

    def _lay(self, name: str, place: str, schema: Any) -> "DataFrame":
        """Put what was written at a place under a name; of an earlier table of that name the files go."""
        frame = self.session.read.schema(schema).parquet(place)
        frame.createOrReplaceTempView(name)
        earlier = self._made.get(name)
        self._made[name] = place
        if earlier:
            self.files.remove(earlier)
        return frame


def _session(master: str | None, memory: str) -> tuple[bool, "SparkSession"]:
    """Return whether Spark was started here, and its session."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise EngineError(
            "PySpark is not installed. / 未安装 PySpark。", "pip install 'jingling[spark]'"
        ) from fault
    if (amount := _AMOUNT.fullmatch(memory.strip())) is None:
        raise EngineError(f"{memory!r} is no amount of memory.", "Write it as 4GiB.")
    running = SparkSession.getActiveSession()
    if running is not None:
        return False, running
    builder = SparkSession.builder.appName("jingling").config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.driver.memory", amount[1] + amount[2].lower())
    builder = builder.config("spark.driver.maxResultSize", "0").config("spark.log.level", "FATAL")
    if master is not None:
        builder = builder.master(master)
        for name, value in _LOCAL.items() if master.startswith("local") else ():
            builder = builder.config(name, value)
    try:
        return True, builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as fault:
        raise EngineError(
            f"Spark cannot be started: {str(fault).splitlines()[0]} / 无法启动 Spark。",
            "It needs Java 17 or later, and a --master that can be reached. / "
            "需要 Java 17 或以上版本，以及可连接的 --master。",
        ) from fault
