"""What a person sees of a result: the report, the terminal's tables, an explanation, the evaluation.

One idea: nothing is worked out here that the result does not say; figures become words, in both
languages, and every doubt stands beside its figure. Numbers are masked unless the caller says otherwise.

Read `contents` (what there is to show) and `reading` (where it comes from), then `figures`, `catalogue`,
`people`, `roles` and `wording` (how it is said), then `embedded`, `page` and `writing` (the report),
`terminal`, `explanation`, `history` and `evaluation`. Campaigns have `campaigns` (what is known of one),
`network` (what of it is drawn, and in `springs` where), `campaign_wording`, `campaign_embedded` and
`campaign_text`; the month's complaints have `bulletin`.
Templates, styles and scripts are files under `templates/` and `assets/`; `vendor/` holds ECharts as its
makers publish it.
"""

from jingling.detect.report.bulletin import bulletin_charts, bulletin_values, write_bulletin
from jingling.detect.report.campaign_text import campaign_json, campaign_text, campaigns_json, campaigns_text
from jingling.detect.report.campaigns import campaign_list, campaign_story
from jingling.detect.report.evaluation import EvaluationPage, evaluation_table, write_evaluation
from jingling.detect.report.explanation import (
    Contribution,
    Described,
    Explanation,
    Rung,
    explanation_json,
    explanation_text,
)
from jingling.detect.report.history import history_json, history_text
from jingling.detect.report.terminal import console, terminal_table
from jingling.detect.report.writing import write_report

__all__ = [
    "Contribution",
    "Described",
    "EvaluationPage",
    "Explanation",
    "Rung",
    "bulletin_charts",
    "bulletin_values",
    "campaign_json",
    "campaign_list",
    "campaign_story",
    "campaign_text",
    "campaigns_json",
    "campaigns_text",
    "console",
    "evaluation_table",
    "explanation_json",
    "explanation_text",
    "history_json",
    "history_text",
    "terminal_table",
    "write_bulletin",
    "write_evaluation",
    "write_report",
]
