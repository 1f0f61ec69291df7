"""Campaigns 团伙: numbers that belong together.

One idea: numbers come and go, those who use them stay.

Read `same_caller.py` (one ordinary person who changed the number, which is no campaign).
"""
