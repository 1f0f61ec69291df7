"""The learner on real subscribers: the 2020 Sichuan telecom-fraud competition, by the published protocol.

usage: python bench/sichuan.py [CSV]

Splits as the GAT-COBO authors do (stratified, 60 % for training with seed 2, the rest halved into
validation and test with the same seed) and, to tell differences from luck, with four other seeds.
Threshold 0.5. Our card is fitted as every card is: at most 32 intervals a feature. LightGBM on the same
features is the yardstick. App and billing features may tell what happened after detection, so the 26
voice features are the headline. These are features of subscribers, a third of them fraudulent: the
figures test the learner, not detection on a network.
"""

import sys
from pathlib import Path

import lightgbm
import numpy as np
import pyarrow.csv as pc
from sklearn.metrics import accuracy_score, f1_score, recall_score, roc_auc_score
from sklearn.model_selection import train_test_split

from jingling.detect.learn import fit_scorecard

DATA = Path(__file__).parents[2] / "shared/data/sichuan/all_feat_with_label.csv"


def main() -> None:
    """Print one row for each model and feature set: the protocol's split, then the range over five."""
    table = pc.read_csv(sys.argv[1] if len(sys.argv) > 1 else DATA)
    names = [name for name in table.column_names if name not in {"phone_no_m", "label"}]
    labels = table.column("label").to_numpy()
    voice = names[: names.index("sms_count")]
    print(f"{'model':34} {'AUC':>6} {'macro F1':>9} {'recall':>7} {'acc.':>6}   AUC over five splits")
    for title, chosen in (("26 voice features", voice), (f"{len(names)} features", names)):
        values = np.column_stack([table.column(name).to_numpy().astype(float) for name in chosen])
        for model, predict in (("card", card), ("LightGBM", boosted)):
            runs = [measured(predict, chosen, values, labels, seed) for seed in (2, 3, 4, 5, 6)]
            auc, f1, recall, accuracy = runs[0]
            spread = [run[0] for run in runs]
            print(
                f"{model + ', ' + title:34} {auc:6.4f} {f1:9.4f} {recall:7.4f} {accuracy:6.4f}"
                f"   {min(spread):.4f} to {max(spread):.4f}"
            )


def measured(predict, chosen, values, labels, seed):  # noqa: ANN001, ANN201, D103
    places = np.arange(len(labels))
    train, rest = train_test_split(places, stratify=labels, train_size=0.6, random_state=seed, shuffle=True)
    _, test = train_test_split(rest, stratify=labels[rest], train_size=0.5, random_state=seed, shuffle=True)
    score = predict(chosen, values[train], labels[train].astype(float), values[test])
    said = score >= 0.5
    truth = labels[test]
    return (
        roc_auc_score(truth, score),
        f1_score(truth, said, average="macro"),
        recall_score(truth, said, average="macro"),
        accuracy_score(truth, said),
    )


def card(chosen, values, labels, test):  # noqa: ANN001, ANN201, D103
    fitted = fit_scorecard(chosen, values, labels)
    odds = fitted.log_odds({name: test[:, at] for at, name in enumerate(chosen)})
    return 1 / (1 + np.exp(-odds))


def boosted(_chosen, values, labels, test):  # noqa: ANN001, ANN201, D103
    parameters = {"objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "verbose": -1, "seed": 1}
    return lightgbm.train(parameters, lightgbm.Dataset(values, labels), 300).predict(test)


if __name__ == "__main__":
    main()
