"""Reports and number blocks on the public Do Not Call numbers: how long, how many, and none when shuffled.

    python bench/complaint_blocks.py 90days_2025-12-11.csv

Shuffling keeps each number's area code and draws the rest anew; no number is printed.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from jingling.complaints.blocks import BLOCK, find_blocks, read_numbers
from jingling.complaints.intake import read_reports, write_intake

SHUFFLES = 20
EXCHANGES = np.array([exchange for exchange in range(200, 1000) if exchange % 100 != 11])


def main() -> None:
    """Print the figures that the documents quote."""
    with tempfile.TemporaryDirectory() as folder:
        begun, cpu = time.perf_counter(), time.process_time()
        intake = read_reports([Path(sys.argv[1])], key=bytes(32))
        summary = write_intake(intake, Path(folder), lasting_tokens=False)
        numbers = read_numbers(Path(folder))
        found = find_blocks(numbers)
        took, worked = time.perf_counter() - begun, time.process_time() - cpu
    print(
        f"rows {summary['rows_read']:,}, reports {summary['reports']:,}, "
        f"quarantine {summary['rows_quarantined']:,}, numbers {summary['distinct_numbers']:,}"
    )
    inside = sum(block.reported for block in found.named)
    counts = sorted(block.reported for block in found.named)
    print(
        f"blocks named {len(found.named):,} of {found.tested:,} in {found.areas} areas "
        f"at a rate of {found.rate:.0%}, with {inside:,} numbers"
    )
    print(f"numbers in one block: {counts[0]} to {counts[-1]}, median {counts[len(counts) // 2]}")
    print(f"seconds {took:.1f}, of CPU {worked:.1f}")
    chance = np.random.default_rng(1)
    named = []
    for _ in range(SHUFFLES):
        shuffled = numbers // 10**7 * 10**7 + chance.choice(EXCHANGES, len(numbers)) * BLOCK
        named.append(len(find_blocks(shuffled + chance.integers(0, BLOCK, len(numbers))).named))
    print(f"shuffled {SHUFFLES} times: named {named}")


if __name__ == "__main__":
    main()
