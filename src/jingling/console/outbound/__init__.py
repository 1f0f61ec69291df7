"""Outbound 外呼业务: what a call centre rings people for, and how that goes.

One idea: a call centre registers a project with its six fields before it dials, looks at who would be
skipped, and sees what the gate answered. Every figure is read from the gate's own ledger, and every verdict
of a preview is the gate's own.

Read `projects.py` and `traffic.py` (what is kept; `models.py` gathers them for Django), `access.py`,
`actions.py`, `forms.py`, `before_launch.py` (the preview), `counting.py` (from the gate's ledger to rows),
`queries.py` (from rows to figures), then the pages: `tables.py`, `views.py`, and `api.py`.
"""
