"""The console 平台: the web pages and the API, for carriers, call centres, regulators and citizens.

One idea: a page is a door that says who may pass, a read is a function in `queries.py`, a write is a
function in `actions.py` that leaves an audit event, and objects are reached through `access.py` only,
which keeps organisations apart. This is the only package that imports Django; what thinks stays outside.

Read `frame` (doors, language, tables, templates), then `people` (roles, organisations, signing in) and
`audit` (the chained record of who did what). Then what officers work with: `registers` (organisations,
licences, lines, number blocks, letters, the chain of responsibility, drift), `findings` (results of
detection, their review, labels), `outbound` (projects, previews, how calls go), `consents` (and refusals,
with their proof), `complaints` (reports and cases), `desk` (what is due, a case in one page, replies,
questions), `bulletins` (the month), `notices` (reminders, and how messages leave), `jobs` (long work
through the database), `search`; `citizens`, a person's own pages; and `publishing`, which takes all of it to
the gate. `settings.py`,
`databases.py`, `secret_key.py`, `start.py`, `serving.py` and `wsgi.py` run it; `move.py` carries its data
to another database; `demo` fills it with a simulated city.
"""
