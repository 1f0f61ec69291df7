"""The trade: those who ring people who never asked to be rung, as the press and the courts describe it.

Each file is a way of harassing. `infest` places a district's share of the city's campaigns; how hard each
hides, how often it changes numbers, whose list it bought and whose line it rents is drawn for each campaign.
"""

from jingling.city.cast import Cast
from jingling.city.trade.baits_ring_once_and_bombs_without_end import bomb_calls, ring_once
from jingling.city.trade.campaigns import Campaign
from jingling.city.trade.cloud_callers_come_from_everywhere import call_from_the_cloud
from jingling.city.trade.collectors_ring_the_debtors_friends import collect_debts
from jingling.city.trade.floors_and_robots_dial_all_day import run_floor, run_robots
from jingling.city.trade.gateways_show_other_peoples_numbers import forge_numbers
from jingling.city.trade.loan_agents_dial_in_bursts import offer_loans
from jingling.city.trade.pools_stay_under_every_threshold import crawl_block, work_sim_pool

_WAYS = {
    "telemarketing_floor": run_floor,
    "ai_robot": run_robots,
    "loan_agent": offer_loans,
    "cloud_calling": call_from_the_cloud,
    "sim_pool": work_sim_pool,
    "block_low_slow": crawl_block,
    "debt_collector": collect_debts,
    "one_ring": ring_once,
    "call_bombing": bomb_calls,
    "gateway": forge_numbers,
}


def infest(cast: Cast, campaigns: list[Campaign]) -> None:
    """Set up the campaigns that are at home in a district."""
    for campaign in campaigns:
        if campaign.district == cast.district:
            _WAYS[campaign.kind](cast, campaign)


__all__ = ["Campaign", "infest"]
