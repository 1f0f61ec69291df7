"""Assembly: all that was measured of each caller, in one table, a column a feature."""

from collections.abc import Iterable

from jingling.detect.features import Feature
from jingling.engines.workbench import Workbench


def make_features(
    bench: Workbench, table: str, features: Iterable[Feature], *, unknown: frozenset[str], only: str = ""
) -> None:
    """Make `table` with `number` and one DOUBLE column for each feature.

    Args:
        bench: where `behaviour`, `ties` and, if a feature tells of company, `company` are.
        table: the table to make.
        features: which features, in order.
        unknown: features that these records cannot tell; their columns are NULL.
        only: name of a table (`number`) that restricts the callers; empty for all.
    """
    features = tuple(features)
    columns = ", ".join(
        f"CAST({'NULL' if feature.name in unknown else feature.sql} AS DOUBLE) AS {feature.name}"
        for feature in features
    )
    company = "LEFT JOIN company c ON b.caller = c.caller" if any("c." in f.sql for f in features) else ""
    restriction = f"WHERE b.caller IN (SELECT number FROM {only})" if only else ""
    bench.make(
        table,
        f"""SELECT b.caller AS number, {columns}
        FROM behaviour b JOIN ties t ON b.caller = t.number {company} {restriction}""",
    )


def unknown_features(features: Iterable[Feature], columns: Iterable[str], *, covered: bool) -> frozenset[str]:
    """Name the features that records with these columns and this coverage cannot tell."""
    present = set(columns)
    return frozenset(
        feature.name
        for feature in features
        if (feature.needs and not present.intersection(feature.needs)) or (feature.coverage and not covered)
    )
