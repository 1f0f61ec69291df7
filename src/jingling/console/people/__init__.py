"""People: who signs in, in which role, for which organisation.

One idea: one person has one role and, but for citizens, one organisation; what they may see follows from
these two alone.

Read `models.py`, `adapter.py` (signing in through allauth), `views.py`, `urls.py`.
"""
