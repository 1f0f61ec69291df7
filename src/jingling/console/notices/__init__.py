"""Notices 通知: what the console tells people who are not looking at it.

One idea: a message goes to a telephone number or to a mail address, by one function; an operator's own
gateway is one setting for each of the two. A reminder is a row, written once for each case, clock and
organisation, and sent from there.

Read `sending.py` (how messages leave), `models.py`, `reminders.py` (which clocks run out, and sending what
waits), `wording.py`.
"""
