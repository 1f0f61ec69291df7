"""`jingling fit`: a model from labelled call records."""

from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import Zone


def fit(
    calls: Annotated[
        list[Path], typer.Option(help="Call records, file or directory; one for each --labels.")
    ],
    labels: Annotated[list[Path], typer.Option(help="number, nuisance: Parquet or CSV.")],
    out: Annotated[Path, typer.Option(help="Where to write the model.")],
    tune_calls: Annotated[
        list[Path] | None, typer.Option(help="Other call records, to calibrate scores and choose thresholds.")
    ] = None,
    tune_labels: Annotated[list[Path] | None, typer.Option(help="Their labels.")] = None,
    false_positives: Annotated[
        float, typer.Option(help="Share of innocent callers that may be flagged.")
    ] = 1e-4,
    false_positives_required: Annotated[
        float | None, typer.Option(help="The same for the card for the required columns, if it differs.")
    ] = None,
    pairs: Annotated[
        int, typer.Option(help="Terms for pairs of features in the card for the required columns.")
    ] = 0,
    zone: Zone = "Asia/Shanghai",
) -> None:
    """Fit a model on your own labelled records. / 用自有标注话单训练模型。"""
    from rich.console import Console

    from jingling.detect.errors import TrainingError
    from jingling.detect.fit import Labelled
    from jingling.detect.fit import fit as learn

    tune_calls, tune_labels = tune_calls or [], tune_labels or []
    if len(calls) != len(labels) or len(tune_calls) != len(tune_labels):
        raise TrainingError(
            f"{len(calls)} --calls with {len(labels)} --labels, {len(tune_calls)} --tune-calls with "
            f"{len(tune_labels)} --tune-labels.",
            "Give one file of labels for each set of calls.",
        )
    console = Console(stderr=True, highlight=False)
    train = [Labelled((c,), n) for c, n in zip(calls, labels, strict=True)]
    tune = [Labelled((c,), n) for c, n in zip(tune_calls, tune_labels, strict=True)]
    if not tune:
        console.print(
            "No --tune-calls: thresholds are chosen on the training records, and will be too low elsewhere."
        )
    model = learn(
        train,
        tune or train,
        zone=zone,
        false_positives=false_positives,
        false_positives_required=false_positives_required,
        pairs=pairs,
        watch=console.print,
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(model.to_json(), encoding="utf-8")
    console.print(f"{out}: {', '.join(pair.name for pair in model.pairs)}; digest {model.digest[:12]}")
