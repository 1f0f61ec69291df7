"""The demonstration: the console filled with a simulated city's organisations, lines, findings and campaigns.

One idea: everything is written by the same actions that people use, so that the demonstration shows the
console and nothing else. Its people have one known password, and can sign in to a demonstration only.

Read `people.py`, `registers.py`, `calling_out.py`, `reporting.py`, `complaining.py`, `filling.py`.
"""
