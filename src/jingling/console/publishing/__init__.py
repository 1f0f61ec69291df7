"""Publishing 发布: what is entered here is in force at the gate, within a second and after any crash.

Two ways, one for each kind of thing. A word (a refusal, its lifting, a consent, a withdrawal, a policy, an
entry of a system list) is a row of the outbox, written in the transaction of the word itself; it goes to the
end of the gate's feed right after the commit, or with the worker's next round, and only then is it marked as
gone. Said twice it changes nothing. Registers are exported as tables and published as a snapshot, whenever a
row says that they changed.

Read `models.py`, `outbox.py` (writing a word, and taking it to the feed), `registers.py` (the snapshot),
`apps.py`.
"""
