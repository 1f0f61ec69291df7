"""Few or many: how rows that a person's words choose are told to the database.

A planner cannot know how many names hold a text that was just typed in. Taken for many where they are few, it
walks a million rows in their order and finds nothing for a long time. So few are told by their keys; many are
left to the condition itself, which walking in order soon comes upon.
"""

from django.db.models import Q, QuerySet

FEW = 200


def chosen(rows: QuerySet, condition: Q) -> Q:
    """Return a condition that leaves the rows that meet a condition, by their keys if they are few."""
    keys = list(rows.filter(condition).order_by().values_list("pk", flat=True)[: FEW + 1])
    return Q(pk__in=keys) if len(keys) <= FEW else condition


def through(way: str, condition: Q) -> Q:
    """Return a condition on rows that a relation leads to as one on those that it leads from."""
    children = [
        through(way, child) if isinstance(child, Q) else (f"{way}__{child[0]}", child[1])
        for child in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)
