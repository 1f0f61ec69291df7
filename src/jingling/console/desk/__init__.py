"""The desk 受理中心: what is seen and done about cases, by the desk, by enterprises, by a regulator.

One idea: a case is one page that holds all that the system knows about a caller, and every button on it
is one event of `jingling.complaints.cases`; what cannot happen where a case stands has no button.

Read `models.py` (reports held against call records; questions), `access.py` (who sees what beside a case),
`matches.py`, `contradictions.py` and `comparing.py` (reports and call records), `asking.py` (surges that no
records explain), `proposing.py` (classes), `actions.py`, `queries.py`, `story.py` (one case told), then the
pages: `tables.py`, `forms.py`, `views.py` (lists), `case_views.py` (one case).
"""
