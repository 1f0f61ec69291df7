"""Bulletins 通报: the month's complaints, counted by the same functions as `jingling bulletin`.

One idea: a job writes what the console holds into the files that the command reads, and counts those; so
that page, PDF, Excel and command say the same, and whoever has the files can count again.

Read `models.py`, `gathering.py` (from tables to files), `making.py` (the job), `access.py`, `actions.py`,
`views.py`.
"""
