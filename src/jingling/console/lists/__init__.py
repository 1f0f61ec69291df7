"""Lists 系统名单: numbers that the gate allows, blocks, never takes for an origin, or labels as found.

One idea: an entry is somebody's act with a reason and, where it harms, an end; it is never changed, only
taken off again. Each act is a word to the gate like a refusal, in force within a second.

Carriers' administrators add and take off, for their network is what the gate protects; every officer of the
carrier and the regulator sees entries with their reasons. A campaign or a finding never lists itself.

Read `models.py`, `access.py`, `rules.py`, `actions.py`, `forms.py`, `imports.py`, `tables.py`, `views.py`.
"""
