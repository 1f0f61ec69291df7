"""The table of jobs."""

from django.urls import reverse

from jingling.console.frame.language import say, t
from jingling.console.frame.listing import Column
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import moment
from jingling.words import Words

COLUMNS = (
    Column(
        "title",
        Words("Job", "任务"),
        lambda j: say(j.title_words),
        link=lambda j: reverse("jobs:one", args=[j.pk]),
    ),
    Column("state", Words("State", "状态"), lambda j: j.state, lambda j: say(j.state_words)),
    Column(
        "owner",
        Words("Asked by", "提交人"),
        lambda j: j.owner.shown_name if j.owner else t("by itself", "系统自动"),
    ),
    Column("created", Words("Asked at", "提交时间"), lambda j: j.created_at, lambda j: moment(j.created_at)),
    Column("ended", Words("Ended at", "结束时间"), lambda j: j.ended_at, lambda j: moment(j.ended_at)),
)

ORDERS = (Order("latest", Words("Latest first", "最新在前"), "created_at", descending=True),)
