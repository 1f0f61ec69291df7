"""Detection 发现: who harasses, whatever number they show.

One idea: measure what every caller does, score it with a card that a person can read, and give each
finding its reasons. Nothing here decides; a finding is evidence for a person to weigh.

Read `run.py` (one run from records to result), `options.py` (how it is asked for), `result.py` (the directory
it ends in), `measure.py` (the order of the steps), `steps/` (what is measured, in SQL), `features/` (the same
as features with words), `scorecard.py` and `model.py` (how a score is made), `patterns/` (named ways of
harassing), `findings.py` (the result's rows), `explain.py`, `drift.py` (lines beyond what their register
gives them);
then `fit.py`, `learn.py` and `calibrate.py` (how a model is made) and `evaluate.py` (how good it is).
`engines/` runs the steps; `report/` shows the result.
"""
