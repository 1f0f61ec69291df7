"""Consents 同意: what people allowed and what they refused, with the proof of each.

One idea: a consent is as good as its proof. It has the time at which it was given (never that of its
import), the exact text that was shown, and a page or a recording; it ends by expiry or by the person's
word. A refusal is final for the principal: nothing here lifts one, only its person can (see `citizens`).

Read `models.py`, `access.py` (also: for whom a call centre may enter consents), `actions.py`, `hearing.py`
(what the gate heard), `forms.py` (one row, on a page, in a file or from the API), `imports.py`, then the
pages: `tables.py`, `views.py`, and `api.py`.
"""
