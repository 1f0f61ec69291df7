"""The stranger: a second simulator of call records, to examine a detector that was trained on another one.

Its one idea: everything that rings is a row of one register (`register.py`), and every attempt goes
through one law of how a call comes out (`calls.py`), so no role can be told by how its rows were made.
It shares no code with jingling and knows nothing of the city or of the detector there.

Read in this order: `register.py` (numbers, lines, devices, cells), `calls.py` (fate of an attempt, pacing,
call-backs), `laws.py` (the habits as figures), `folk.py` (people and their circles), `lawful.py` and
`lawful_own.py` (lawful heavy callers), `pools.py` and `trade.py` (the campaigns), `network.py` (the columns),
`table.py` (the role table).
"""
