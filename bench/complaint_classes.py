"""How well classes are proposed: macro F1, its baselines and the confusion matrix, on held-out sentences.

python bench/complaint_classes.py
"""

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from jingling.complaints.classes import class_words, trade_words
from jingling.complaints.proposing import THRESHOLD, classifier

SAID = Path(__file__).parents[1] / "tests" / "complaints" / "fixtures" / "said.csv"


def macro_f1(truth: list[str], told: list[str]) -> float:
    """Return the mean of the classes' F1."""
    scores = []
    for label in sorted(set(truth)):
        right = sum(one == two == label for one, two in zip(truth, told, strict=True))
        scores.append(2 * right / (truth.count(label) + told.count(label)))
    return float(np.mean(scores))


def by_keywords(text: str) -> str:
    """Return the class most of whose words of the trade a text holds; `other` where none is."""
    held = Counter({label: sum(word in text for word in words) for label, words in trade_words().items()})
    label, count = held.most_common(1)[0]
    return label if count else "other"


def main() -> None:
    """Print the figures that the documents quote."""
    with SAID.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    truth = [row["label"] for row in rows]
    found = classifier().propose([row["text"] for row in rows])
    told = [one.label for one in found]
    sure = [(one.label, label) for one, label in zip(found, truth, strict=True) if one.proposed]
    print(f"sentences {len(rows)}, classes {len(set(truth))}, temperature {classifier().temperature:.2f}")
    print(f"macro F1 {macro_f1(truth, told):.3f}")
    print(
        f"baselines: one class {macro_f1(truth, ['loan'] * len(truth)):.3f}, "
        f"words of the trade {macro_f1(truth, [by_keywords(row['text']) for row in rows]):.3f}"
    )
    print(
        f"mean certainty {np.mean([one.certainty for one in found]):.3f}, "
        f"accuracy {np.mean([one == label for one, label in zip(told, truth, strict=True)]):.3f}"
    )
    print(f"proposed at {THRESHOLD}: {len(sure)}, of these right {sum(a == b for a, b in sure)}")
    labels = list(class_words())
    print("| |" + "|".join(labels) + "|")
    for label in labels:
        row = [told[at] for at, one in enumerate(truth) if one == label]
        print(f"| {label} |" + "|".join(str(row.count(other) or "") for other in labels) + "|")


if __name__ == "__main__":
    main()
