"""The features: what is measured of each caller, in the order they are shown.

Each has a name (its column), a formula over the steps' tables (`b` = behaviour, `t` = ties, `c` =
company), the columns and conditions it needs, and words in both languages. A formula that divides by
nothing gives NULL, which a scorecard treats as "not known", never as zero; shares of one or two calls
say nothing and are NULL too.

`feature.py` says what a feature is; `pace.py`, `talk.py`, `ties.py` and `company.py` list them.
"""

from jingling.detect.features.company import COMPANY
from jingling.detect.features.feature import Feature
from jingling.detect.features.pace import PACE
from jingling.detect.features.talk import TALK
from jingling.detect.features.ties import TIES

FEATURES: tuple[Feature, ...] = (*PACE, *TALK, *TIES, *COMPANY)

BY_NAME = {feature.name: feature for feature in FEATURES}

OWN = tuple(feature for feature in FEATURES if not feature.company)
"""What the first look is made of: the caller's own behaviour."""

__all__ = ["BY_NAME", "FEATURES", "OWN", "Feature"]
