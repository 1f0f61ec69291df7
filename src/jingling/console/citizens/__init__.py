"""Citizens 公民: a person's own pages, for who proved that a number is theirs.

One idea: a number is the account. A one-time code proves it, for half an hour and one browser; with it one
sees who says one consented, refuses, withdraws, and sets up what the gate shall do with one's calls. Taking
a refusal back needs a code of its own, and nobody else can do it anywhere.

Read `models.py`, `codes.py` (one-time codes), `proof.py` (which number this browser proved), `actions.py`,
`policy_forms.py`, then the pages: `views.py`, `policy_views.py`.
"""
