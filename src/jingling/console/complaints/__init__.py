"""Complaints 举报: what people report, kept so that nothing is lost, and the cases that come of it.

One idea: reports, additions, decisions and events are rows that are only ever added; `jingling.complaints`
works out of them which reports are one case and where it stands, and what it says is written beside
them to be listed and searched. So any row may come in any order, and whatever was worked out can be worked
out again.

Read `reports.py` and `cases.py` (the rows), `models.py`, `access.py`, `offices.py` (who has to act, and how
long they have), `standing.py` (which reports are one case, and where it stands), `actions.py` (what people do
about their reports), `handling.py` (what desk and enterprise do about cases), `telling.py` (people
hear of answers); then how machines send reports: `taking.py` (one row), `imports.py` (a file),
`api.py`; and a person's pages: `files.py`, `forms.py`, `views.py`.
"""
