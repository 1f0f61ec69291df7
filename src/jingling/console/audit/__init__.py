"""Audit 审计: who did what, when, to what, in a chain that shows what was altered or removed.

One idea: every write of the console, and every look of a regulator, is one row that carries the digest of
the row before it; the last digest, written down elsewhere, proves all of them.

Read `models.py`, `actions.py` (`record`), `chain.py` (`verify`), `keeping.py` (the same in the ledger),
`looks.py` (what a regulator looked at), `sentences.py` (events in words), `access.py`, `tables.py`,
`views.py`.
"""
