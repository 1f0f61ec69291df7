"""Machines 机器接口: keys by which a call centre's or a carrier's programs use the API.

One idea: a machine is a person who never signs in. Its key stands for a user of the organisation, so that
whatever keeps people apart keeps machines apart too, and each write of a machine is an event in its name.

Read `scopes.py` (what a key may be good for), `models.py`, `secrets.py`, `bearer.py` (the door of an
operation), `access.py`, `rules.py`, `actions.py`, `forms.py`, `tables.py`, `views.py`.
"""
