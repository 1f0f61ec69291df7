"""The frame: what every page of the console shares.

One idea: the frame knows no business. A part of the console adds its pages by listing them in `urls.py`
(each behind a `door`), and its entries in the rail by a `rail.py` of its own.

Read `doors.py` (who may pass), `middleware.py` (doors are shut unless opened; headers), `language.py` (texts
in two languages), `templates.py` (what templates know), `rail.py`, then `listing.py`, `orders.py` and
`export.py` (tables with filters in the address bar), `views.py`,
`away.py` (what is said while the database is away).
"""
