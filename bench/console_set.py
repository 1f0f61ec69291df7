"""A made-up country in a console's database: registers and consents by the million, for measuring pages.

    JINGLING_DATA=tmp/console DATABASE_URL=postgresql://… python bench/console_set.py --share 1

A whole set is 100,000 organisations, a million lines, as many number blocks, and ten million consents;
`--share` makes a part of it. Five carriers keep 40 to 5 % of the lines; call centres differ a
thousandfold in what they do. Columns are made with numpy and go in by COPY (PostgreSQL) or in one
transaction (SQLite, where `DATABASE_URL` is left out); indexes are built again behind them.
"""

import argparse
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from jingling.console.serving import migrate
from jingling.console.start import prepare

ORGANISATIONS, LINES, CONSENTS = 100_000, 1_000_000, 10_000_000
CHUNK = 250_000
CARRIERS = (0.40, 0.25, 0.20, 0.10, 0.05)
EVIDENCE = 1_000
PASSWORD = "a sentence for measuring"  # noqa: S105 — of people who do not exist
PURPOSES = ("marketing", "service", "collection", "survey", "notification", "emergency")
WEIGHTS = (0.55, 0.25, 0.1, 0.05, 0.0495, 0.0005)
CITIES = [
    "北京",
    "上海",
    "广州",
    "深圳",
    "郑州",
    "成都",
    "武汉",
    "杭州",
    "南京",
    "西安",
    "重庆",
    "天津",
    "沈阳",
    "济南",
    "长沙",
    "合肥",
    "昆明",
    "福州",
    "南昌",
    "贵阳",
]
TRADES = [
    "科技",
    "信息",
    "网络",
    "通信",
    "商贸",
    "物流",
    "教育",
    "医疗",
    "置业",
    "保险",
    "银行",
    "汽车",
    "旅游",
    "餐饮",
    "传媒",
    "咨询",
]
SIGNS = list("华明瑞海天金宏盛祥恒远达通信安康泰和隆兴嘉德荣永昌利丰源凯博腾飞鑫润诚丽美新世纪东方联")
SHOWN = "我同意该公司及其合作方就会员优惠活动向我拨打营销电话，可随时拒绝。"
NOW = datetime.now(UTC).replace(microsecond=0)
Columns = dict[str, Any]


def organisations(count: int, random: np.random.Generator) -> Iterator[Columns]:
    """Carriers first, then platforms, call centres, and principals, each kept by a carrier."""
    ids = np.arange(1, count + 1)
    pick = [
        np.array(words)[random.integers(0, len(words), count)] for words in (CITIES, SIGNS, SIGNS, TRADES)
    ]
    names = pick[0]
    for part in (*pick[1:], np.array(["有限公司"])):
        names = np.char.add(names, part)
    kinds = np.where(
        ids <= 5, "carrier", np.where(ids <= 205, "platform", np.where(is_centre(ids), "centre", "principal"))
    )
    kept = 1 + random.choice(5, count, p=CARRIERS)
    yield {
        "id": ids,
        "name": names,
        "kind": kinds,
        "code": np.char.add("91", np.char.zfill(ids.astype(str), 16)),
        "kept_by_id": pa.array(kept, mask=ids <= 5),
        "contact_name": np.char.add(pick[1], pick[2]),
        "contact_phone": np.char.add("0371", np.char.zfill((ids % 100_000_000).astype(str), 8)),
        "contact_email": [""] * count,
        "created_at": [NOW] * count,
    }


def is_centre(ids: Any) -> Any:
    """Say which organisations are call centres: 3 %, after carriers and platforms."""
    return (ids > 205) & (ids % 33 == 0)


def centres_of(count: int) -> Any:
    """Return the call centres."""
    ids = np.arange(1, count + 1)
    return ids[is_centre(ids)]


def uneven(among: Any, count: int, random: np.random.Generator) -> Any:
    """Draw with shares that fall as 1/rank."""
    share = 1 / np.arange(1, len(among) + 1)
    return random.choice(among, count, p=share / share.sum())


def licences(count: int, random: np.random.Generator) -> Iterator[Columns]:
    """One licence for each call centre."""
    holders = centres_of(count)
    days = random.integers(-100, 1000, len(holders))
    yield {
        "id": np.arange(1, len(holders) + 1),
        "organisation_id": holders,
        "kind": ["B24"] * len(holders),
        "number": np.char.add("B2-2026", np.char.zfill(holders.astype(str), 6)),
        "valid_from": [(NOW - timedelta(days=800)).date()] * len(holders),
        "valid_until": [(NOW + timedelta(days=int(day))).date() for day in days],
    }


def lines(count: int, houses: int, random: np.random.Generator) -> Iterator[Columns]:
    """Lines, each with its holder and principal."""
    centres = centres_of(houses)
    for first in range(0, count, CHUNK):
        size = min(CHUNK, count - first)
        ids = np.arange(first + 1, first + size + 1)
        holder = uneven(centres, size, random)
        yield {
            "id": ids,
            "carrier_id": 1 + random.choice(5, size, p=CARRIERS),
            "name": np.char.add("TRK", np.char.zfill(((ids * 7919) % 100_000_000).astype(str), 8)),
            "kind": random.choice(["enterprise", "subscriber", "emergency"], size, p=[0.9, 0.0995, 0.0005]),
            "holder_id": holder,
            "platform_id": pa.array(6 + random.integers(0, 200, size), mask=random.random(size) < 0.7),
            "centre_id": holder,
            "principal_id": random.integers(206, houses + 1, size),
            "contract_id": pa.nulls(size, pa.int64()),
            "purposes": random.choice(PURPOSES, size, p=WEIGHTS),
            "hours": ["09:00-18:00"] * size,
            "calls_per_day": random.integers(100, 5000, size),
            "place": np.array(CITIES)[random.integers(0, len(CITIES), size)],
            "created_at": [NOW] * size,
        }


def blocks(count: int, random: np.random.Generator) -> Iterator[Columns]:
    """A block of 1 to 100 landline numbers for each line."""
    for first in range(0, count, CHUNK):
        size = min(CHUNK, count - first)
        ids = np.arange(first + 1, first + size + 1)
        begin = 86_10_2000_0000 + random.integers(0, 79_999_000, size)
        end = begin + random.choice([0, 9, 99], size)
        yield {
            "id": ids,
            "line_id": ids,
            "letter_id": pa.nulls(size, pa.int64()),
            "first": begin,
            "last": end,
            "first_form": np.char.add("+", begin.astype(str)),
            "last_form": np.char.add("+", end.astype(str)),
            "kind": ["landline"] * size,
        }


def evidence(houses: int) -> Iterator[Columns]:
    """Recordings that consents name."""
    ids = np.arange(1, EVIDENCE + 1)
    centres = centres_of(houses)
    yield {
        "id": ids,
        "organisation_id": centres[ids % len(centres)],
        "digest": [f"{at:064x}" for at in ids.tolist()],
        "name": ["recording.wav"] * EVIDENCE,
        "kind": ["wav"] * EVIDENCE,
        "size": [1000] * EVIDENCE,
        "created_at": [NOW] * EVIDENCE,
    }


def consents(count: int, houses: int, entered_by: int, random: np.random.Generator) -> Iterator[Columns]:
    """Consents of three years: most from pages, some withdrawn, half with an end."""
    centres = centres_of(houses)
    now = int(NOW.timestamp())
    for first in range(0, count, CHUNK):
        size = min(CHUNK, count - first)
        callee = 86_130_0000_0000 + random.integers(0, 10_0000_0000, size)
        given = now - random.integers(0, 3 * 365 * 86400, size)
        recorded, withdrawn = random.random(size) < 0.2, random.random(size) < 0.03
        seconds = pa.timestamp("s", "UTC")
        yield {
            "id": np.arange(first + 1, first + size + 1),
            "principal_id": random.integers(206, houses + 1, size),
            "centre_id": uneven(centres, size, random),
            "callee": callee,
            "callee_form": np.char.add("+", callee.astype(str)),
            "purpose": random.choice(PURPOSES, size, p=WEIGHTS),
            "given_at": pa.array(given, seconds),
            "expires_at": pa.array(given + 400 * 86400, seconds, mask=random.random(size) < 0.5),
            "source": np.where(recorded, "recording", "page"),
            "page": np.where(recorded, "", "https://shop.example/join"),
            "shown": [SHOWN] * size,
            "evidence_id": pa.array(random.integers(1, EVIDENCE + 1, size), mask=~recorded),
            "channel": ["api"] * size,
            "entered_at": [NOW] * size,
            "entered_by_id": [entered_by] * size,
            "withdrawn_at": pa.array(given + 86400, seconds, mask=~withdrawn),
            "withdrawn_through": np.where(withdrawn, "centre", ""),
        }


class Sqlite:
    """Puts tables into SQLite, within one transaction each."""

    def __init__(self, connection: Any) -> None:
        self.cursor = connection.cursor().cursor
        self.cursor.execute("PRAGMA foreign_keys=OFF")

    def put(self, name: str, chunks: Iterator[Columns]) -> None:
        """Put rows into a table."""
        found = self.cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
            [name],
        ).fetchall()
        self.cursor.execute("BEGIN")
        for index, _ in found:
            self.cursor.execute(f'DROP INDEX "{index}"')
        for columns in chunks:
            table = pa.table(columns)
            rows = zip(*(map(_plain, column.to_pylist()) for column in table.columns), strict=True)
            places = ",".join("?" * table.num_columns)
            names = ",".join(f'"{column}"' for column in columns)
            self.cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({places})", rows)
        for _, definition in found:
            self.cursor.execute(definition)
        self.cursor.execute("COMMIT")
        self.cursor.execute("ANALYZE")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if hasattr(value, "isoformat") else value


class Postgresql:
    """Puts tables into PostgreSQL by COPY; its other indexes are built behind the rows."""

    def __init__(self, connection: Any) -> None:
        connection.ensure_connection()
        self.connection = connection.connection
        self.connection.execute(
            "SET session_replication_role = replica"
        )  # the set holds together by its making
        self.connection.execute("SET maintenance_work_mem = '1GB'")

    def put(self, name: str, chunks: Iterator[Columns]) -> None:
        """Put rows into a table."""
        run = self.connection.execute
        found = run(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s AND NOT EXISTS"
            " (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)",
            [name],
        ).fetchall()
        for index, _ in found:
            run(f'DROP INDEX "{index}"')
        for columns in chunks:
            names = ",".join(f'"{column}"' for column in columns)
            text = io.BytesIO()
            csv.write_csv(pa.table(columns), text, csv.WriteOptions(include_header=False))
            with self.connection.cursor().copy(f"COPY {name} ({names}) FROM STDIN (FORMAT csv)") as copy:
                copy.write(text.getvalue())
        for _, definition in found:
            run(definition)
        run(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
        run(f"VACUUM ANALYZE {name}")


def people(houses: int) -> list[str]:
    """Twenty people who sign in: of every carrier, of large and small call centres, of a regulator."""
    from jingling.console.people.models import User
    from jingling.console.registers.models import Organisation

    centres = centres_of(houses)
    office = Organisation.objects.create(name="监管机构", kind="regulator")
    who = [(f"carrier{at}", "carrier", 1 + at % 5) for at in range(7)]
    ranks = (0, 0, 1, 2, 5, 20, 100, len(centres) // 2, len(centres) - 1)
    who += [
        (f"centre{at}", "centre", int(centres[min(rank, len(centres) - 1)])) for at, rank in enumerate(ranks)
    ]
    who += [(f"regulator{at}", "regulator", office.pk) for at in range(4)]
    for username, role, organisation in who:
        User.objects.create_user(username, password=PASSWORD, role=role, organisation_id=organisation)
    return [username for username, _, _ in who]


def fill(share: float, seed: int = 2026) -> None:
    """Fill an empty database with a share of the set."""
    from django.db import connection

    from jingling.console.people.models import User

    random = np.random.default_rng(seed)
    houses, circuits, said = (max(1000, int(n * share)) for n in (ORGANISATIONS, LINES, CONSENTS))
    into = Postgresql(connection) if connection.vendor == "postgresql" else Sqlite(connection)

    def put(name: str, rows: Iterator[Columns]) -> None:
        began = time.monotonic()
        into.put(name, rows)
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)

    put("registers_organisation", organisations(houses, random))
    people(houses)
    put("registers_licence", licences(houses, random))
    put("registers_line", lines(circuits, houses, random))
    put("registers_numberblock", blocks(circuits, random))
    put("registers_evidence", evidence(houses))
    put("consents_consent", consents(said, houses, User.objects.get(username="centre0").pk, random))
    connection.close()


def main() -> None:
    """Make the set."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--share", type=float, default=0.1)
    prepare(demo=True)
    migrate()
    fill(asked.parse_args().share)


if __name__ == "__main__":
    main()
