"""The habits as figures: how a kind of call is answered, how long it lasts, who ends it, what follows.

All figures here are invented by the author of this program from knowledge of the trade, unless the docstring
of `heldout_city.py` names a source. `plain` and `hard` differ for the trade only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Part = tuple[
    float, float, float, float
]  # weight, median seconds, sigma of the log, share ended by the callee

# trust  chance that a reachable person of average wariness picks up
# rej    share of the not answered that are pressed away
# rings  median seconds the caller lets it ring / sigma of the log
# again  chance that the caller tries again within minutes after a failure
# back   chance that the called person calls back after a missed call; then: after a talk
# wrap   median seconds to the next call of a session / sigma of the log
# stale  share of the list that is no longer assigned (bought lists have a share of their own)
# mach   median seconds spent on an answering assistant
# talk   weight:median:sigma:share ended by the callee
LAWFUL = """
name             trust rej  rings again back then    wrap stale mach talk
friend             .76 .09 28/.40   .26  .36  .06   60/.8  .004    9 .35:17:.8:.5 .5:58:.9:.5 .15:290:.8:.5
return             .80 .08 26/.40   .15  .30  .01   60/.8     0    9 .5:16:.7:.5 .5:55:.9:.5
stranger           .60 .15 25/.40   .20  .16  .04   60/.8   .02    9 .45:15:.7:.5 .55:55:.8:.5
to_service         .90   0 40/.40   .25    0    0   60/.8     0    9 .4:35:.8:.7 .6:130:.8:.6
courier            .72 .12 23/.30   .27  .21  .03   75/.9  .006    6 .75:13:.5:.45 .25:34:.6:.5
meal_delivery      .80 .06 24/.30   .40  .20  .02   60/.8  .004    6 .8:10:.5:.45 .2:27:.6:.5
driver             .84 .06 25/.30   .40  .20  .03   60/.8  .003    6 .8:15:.5:.45 .2:40:.6:.5
clinic             .66 .14 27/.30   .20  .12  .03  140/.8  .015    9 .3:16:.6:.5 .7:48:.7:.45
bank               .62 .20 26/.30   .10  .09  .03  170/.8   .02    9 .3:13:.6:.68 .5:68:.7:.5 .2:220:.6:.4
teacher            .88 .05 30/.30   .35  .45  .04   25/.7  .004    9 .2:40:.6:.4 .8:130:.6:.4
survey             .42 .28 25/.15   .03  .03 .004   14/.5   .13    6 .5:10:.6:.9 .18:60:.7:.75 .32:330:.4:.2
switchboard        .68 .14 27/.40   .15  .10  .04   60/.8   .01    9 .4:25:.8:.5 .6:105:.9:.5
hotline            .78 .10 28/.20   .20  .08  .05   60/.7  .005    9 .3:30:.6:.45 .7:120:.7:.45
property_agent     .63 .18 26/.35   .12  .16  .06 110/1.0   .03    9 .3:12:.6:.62 .5:58:.8:.5 .2:200:.7:.45
alarm              .78 .05 40/.20   .60  .10  .03   60/.8   .02   14 .7:20:.45:.5 .3:60:.6:.45
verification       .93 .05 34/.10   .25 .002    0   60/.8   .01   14 .25:8:.4:.9 .75:14:.15:.25
consented_floor    .62 .18 26/.20   .06  .08  .03   35/.6   .02    9 .22:11:.6:.7 .5:76:.7:.45 .28:230:.6:.4
lawful_collector   .45 .30 27/.30     0  .06  .03   90/.7   .07    9 .3:14:.6:.8 .5:70:.7:.5 .2:180:.6:.4
privacy_number     .74 .10 24/.30   .25  .16  .02   60/.9  .004    6 .78:12:.5:.45 .22:32:.6:.5
notice_robot       .70 .14 35/.06   .12 .002    0    3/.6   .04   26 .32:8:.55:.95 .68:27:.14:.2
extension          .70 .13 27/.35   .15  .20  .06   60/.8   .01    9 .4:24:.8:.5 .6:95:.8:.5
shop               .68 .13 25/.35   .18  .20  .05   60/.8   .01    9 .6:20:.6:.5 .4:60:.7:.5
recruiter          .60 .18 25/.30   .10  .18  .05   70/.8   .02    9 .35:14:.6:.6 .65:90:.7:.45
tradesman          .74 .10 26/.40   .25  .28  .06   60/.8  .008    9 .6:22:.7:.5 .4:60:.7:.5
aftersales         .69 .14 26/.25   .08  .09  .03   50/.8  .008    9 .2:14:.6:.58 .62:52:.6:.42 .18:140:.6:.4
grid_worker        .60 .16 26/.35   .12  .14  .02   60/.9   .04    9 .45:16:.6:.55 .55:50:.7:.5
"""
TRADE = """
name           trust rej   rings again back then   wrap stale mach talk
floor            .42 .42  22/.15     0 .015 .002   4/.4     0    9 .6:6:.6:.88 .29:21:.6:.75 .11:110:.7:.5
loan_agent       .45 .42   9/.35     0  .03 .004 0.8/.5     0    5 .66:5:.6:.88 .25:18:.6:.75 .09:120:.7:.5
cloud_calling    .38 .48  21/.15     0 .012 .002   6/.4     0    9 .62:6:.6:.9 .28:20:.6:.75 .1:90:.7:.5
sim_pool         .44 .40  20/.25     0 .025 .003   9/.5     0    9 .6:6:.6:.88 .28:21:.6:.75 .12:100:.7:.5
ai_robot         .41 .42  30/.04     0  .01 .001   3/.1     0   16 .52:7:.5:.86 .36:19:.4:.75 .12:46:.35:.4
debt_collector   .38 .50  27/.35     0  .04  .02  25/.7     0    9 .35:8:.6:.8 .45:34:.7:.6 .2:105:.6:.4
one_ring         .50   0 1.7/.30     0  .08  .05   3/.4     0    3 1:1.2:.5:.3
bombing          .30 .55  14/.50     0 .004 .001   4/.6     0    3 1:2.5:.6:.6
number_block     .43 .40  22/.20     0 .015 .002  20/.8     0    9 .58:7:.6:.87 .3:22:.6:.75 .12:100:.7:.5
gateway          .46 .30  24/.20     0  .03  .01   5/.5     0    9 .55:8:.6:.85 .3:28:.7:.7 .15:140:.8:.5
"""


LONGEST = {"verification": 32.0, "notice_robot": 70.0}  # seconds after which the message is over


@dataclass(frozen=True)
class Law:
    """How calls of one kind come out; the meaning of each figure stands above the tables."""

    name: str
    trust: float
    rejects: float
    patience: tuple[float, float]
    retry: float
    missed: float
    talked: float
    wrap: tuple[float, float]
    stale: float
    longest: float
    machine: float
    talk: tuple[Part, ...]


def _read(table: str) -> list[Law]:
    """The laws of a table."""
    found = []
    for row in table.strip().splitlines()[1:]:
        name, trust, rej, rings, again, back, then, wrap, stale, mach, *talk = row.split()
        ringing, spread = rings.split("/")
        pause, uneven = wrap.split("/")
        found.append(
            Law(
                name,
                float(trust),
                float(rej),
                (float(ringing), float(spread)),
                float(again),
                float(back),
                float(then),
                (float(pause), float(uneven)),
                float(stale),
                LONGEST.get(name, 5400.0),
                float(mach),
                tuple(_part(text) for text in talk),
            )
        )
    return found


def _part(text: str) -> Part:
    weight, median, sigma, ended = (float(x) for x in text.split(":"))
    return weight, median, sigma, ended


NEARER: tuple[Part, ...] = ((0.36, 10, 0.7, 0.74), (0.38, 34, 0.7, 0.62), (0.26, 115, 0.75, 0.5))
BUSIER: tuple[Part, ...] = ((0.38, 10, 0.6, 0.76), (0.4, 27, 0.5, 0.62), (0.22, 66, 0.5, 0.45))
CALLED_BACK = {"loan_agent": 0.12, "sim_pool": 0.09, "one_ring": 0.17, "debt_collector": 0.1, "bombing": 0.01}


def laws_of(kind: str) -> list[Law]:
    """All laws of a kind of city; in `hard` the trade talks longer, is answered and called back more."""
    if kind == "plain":
        return [*_read(LAWFUL), *_read(TRADE)]
    trade = []
    for law in _read(TRADE):
        better = replace(
            law,
            trust=law.trust + 0.10,
            rejects=law.rejects * 0.7,
            missed=CALLED_BACK.get(law.name, 0.05),
            talked=0.025,
        )
        if law.name in {"floor", "loan_agent", "cloud_calling", "sim_pool", "number_block", "gateway"}:
            again = 0.0 if law.name == "gateway" else 0.06  # a gateway never shows a number twice
            better = replace(better, talk=NEARER, retry=again, wrap=(law.wrap[0] * 2.5, 1.0))
            better = replace(better, patience=(max(law.patience[0], 17.0), 0.35))
        if law.name == "ai_robot":
            better = replace(better, talk=BUSIER, patience=(30.0, 0.2))
        if law.name == "one_ring":
            better = replace(better, patience=(2.8, 0.45))
        trade.append(better)
    return [*_read(LAWFUL), *trade]
