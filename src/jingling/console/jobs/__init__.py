"""Jobs 任务: long work through the database, with progress, that can be left and found again.

One idea: a job is a row; a worker takes it by writing its name into it, tells how far it is, and a worker
that fell silent loses it to the next one.

Read `models.py`, `work.py` (what kinds of job there are, how one is taken and done), `access.py`, `views.py`.
"""
