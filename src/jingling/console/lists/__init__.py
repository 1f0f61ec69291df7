"""Lists 系统名单: numbers that the gate allows, blocks, never takes for an origin, or labels as found.

One idea: an entry is somebody's act with a reason and, where it harms, an end; it is never changed, only
taken off again. Each act is a word to the gate like a refusal, in force within a second.

Carriers' administrators add and take off, for their network is what the gate protects; every officer of the
carrier and the regulator sees entries with their reasons. A campaign or a finding never lists itself: an
administrator lists what a person confirmed, and it comes off when that is overturned.

Read `models.py`, `access.py`, `rules.py`, `actions.py`, `numbers_found.py` and `foreseeing.py` (a finding's
numbers, and what the gate would do), `forms.py`, `imports.py`, `tables.py`, `views.py`.
"""
