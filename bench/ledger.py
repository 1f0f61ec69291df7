"""What evidence costs: `python bench/ledger.py [RECORDS]`, records of 300 bytes in groups of 4,000.

Writing is CPU time of the writing process; syncing and the rest are wall time.
"""

import json
import shutil
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from jingling.ledger import Writer, prove, publish, verify_directory

GROUP = 4_000


def main(count: int) -> None:
    """Write, sync, publish, prove, verify, recover; print what each took."""
    group = [json.dumps({"verdict": "allow", "filled": "x" * 258, "n": n}).encode() for n in range(GROUP)]
    with TemporaryDirectory() as place:
        data, crashed = Path(place) / "data", Path(place) / "crashed"
        writer = Writer(data, "bench")
        costs = []
        for _ in range(count // GROUP):
            begun = time.process_time()
            writer.append(group)
            costs.append((time.process_time() - begun) / GROUP * 1e6)
        print(
            f"append: {median(costs):.2f} µs of CPU a record (median), {sum(costs) / len(costs):.2f} (mean)"
        )
        syncs = []
        for _ in range(100):
            begun = time.perf_counter()
            writer.append(group[:1], sync=True)
            syncs.append((time.perf_counter() - begun) * 1e3)
        print(f"append of one, synced: {median(syncs):.2f} ms (median), {max(syncs):.2f} (slowest)")
        records = writer.next_sequence
        begun = time.process_time()
        root = publish(data).root()
        print(f"publish: {(time.process_time() - begun) / records * 1e6:.2f} µs of CPU a record, once")
        begun = time.perf_counter()
        size = len(json.dumps(prove(data, f"bench-{records // 2}", root)))
        print(f"prove: {time.perf_counter() - begun:.2f} s, {size:,} bytes")
        begun = time.perf_counter()
        faults = verify_directory(data, [root]).faults
        print(
            f"verify: {(time.perf_counter() - begun) / records * 1e6:.2f} µs a record; faults: {len(faults)}"
        )
        shutil.copytree(data, crashed)
        begun = time.perf_counter()
        Writer(crashed, "bench").close()
        print(f"recover: {time.perf_counter() - begun:.2f} s")
        writer.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 640_000)
