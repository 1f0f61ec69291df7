"""Findings 线索: results of detection, reviewed by people.

One idea: detection proposes and a person decides. A result stays in its files; the console keeps one row for
each number, line and campaign that deserves a look, and what people decided about it, which becomes labels
for `jingling fit`.

Read `models.py`, `access.py`, `taking_in.py` (a result becomes rows), `queries.py`, `actions.py` (review,
reveal), `story.py` (one finding told), then the pages: `tables.py`, `forms.py`, `views.py`, and `api.py`.
"""
