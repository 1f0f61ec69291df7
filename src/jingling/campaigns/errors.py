"""What can go wrong with campaigns.

JinglingError
└── CampaignsError
    └── StateError      a state directory cannot be used, or does not know a campaign
"""

from jingling.errors import JinglingError


class CampaignsError(JinglingError):
    """Campaigns cannot be worked out or shown."""


class StateError(CampaignsError):
    """A state directory cannot be used, or does not know a campaign."""
