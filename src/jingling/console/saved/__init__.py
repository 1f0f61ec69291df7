"""Saved 常用筛选: filters of a table that a person uses again, under a name of their own.

One idea: a saved filter is an address. Whoever is sent it sees what they themselves may see of the same rows.

Read `models.py`, `access.py`, `actions.py`, `forms.py`, `views.py`.
"""
