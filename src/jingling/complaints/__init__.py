"""complaints 举报: what people report, and what becomes of it: pure functions over plain values.

Its one idea: a report is a message that is never changed; whatever the desk knows (which reports are one,
where a case stands, what is due, what the month's figures are) is worked out from messages, so that any
order of arrival ends in the same state. No tables and no pages live here.

Read in this order: `working_days` and `clocks` (when something is due); `report` and `tokens` (what people
say, and who), `layouts`, `rows`, `quarantine` and `intake` (from files to reports); `background` and `blocks`
(where reported numbers crowd); `messages`, `same_call` and `groups` (which reports are one case); `trust`
(how much a report weighs); `matching` (which call it was); `places` and `routing` (who has to act); `cases`
(where a case stands); `classes` (what a text proposes that it was about); `monthly`, `bulletin`,
`bulletin_data` and `bulletin_text` (what the month was like), `bulletin_pdf` and `bulletin_sheets` (on paper
and in a spreadsheet; the page is in `jingling.detect.report`, which has the charts); `labels`
(what detection learns from), `questions` (where people hear what records do not).
"""
