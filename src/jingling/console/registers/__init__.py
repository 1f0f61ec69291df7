"""Registers 台账: organisations, licences, lines, number blocks, letters of authority, contracts.

One idea: every row belongs to the carrier that keeps it, and together the rows answer who is answerable
for any number: principal, call centre, platform, line holder, carrier.

Read `organisations.py` and `lines.py` (what is kept; `models.py` gathers them for Django), `access.py` (who
sees what), `rules.py`, `queries.py`, `chain.py` (the chain of responsibility of a number), `actions.py`,
`evidence.py` (files kept as proof), `fields.py`, `forms.py`, `sheets.py` and `imports.py` (a row is a form,
filled by a page or a file), then the pages: `tables.py`, `views.py` (reading), `writing.py`, and `api.py`.
"""
