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
