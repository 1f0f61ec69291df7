"""What can be wrong with lists.

ListsError
├── BadList          a file of projects, consents, refusals, lists or policies cannot be read
├── BadPolicy        a person's policy does not follow its schema
├── SnapshotDamaged  the snapshot is missing a part, or its digest does not fit
└── FeedDamaged      a line of the feed that was acknowledged cannot be read
"""

from jingling.errors import JinglingError


class ListsError(JinglingError):
    """The lists cannot be read or published."""


class BadList(ListsError):  # noqa: N818 - the tree above reads as sentences
    """A file of a list cannot be read as a whole."""


class BadPolicy(ListsError):  # noqa: N818 - the same
    """A person's policy does not follow its schema."""


class SnapshotDamaged(ListsError):  # noqa: N818 - the same
    """The snapshot cannot be relied upon."""


class FeedDamaged(ListsError):  # noqa: N818 - the same
    """The feed cannot be relied upon."""
