"""The rules themselves: one function in one sentence-named file for each rule a gate can enforce.

Every function takes the situation and the rule's figures, and returns the name of one of its answers in
the rule pack, or None. Which directions and purposes a rule looks at is said in its row of the pack, and so
is whether it looks at the caller alone: such a rule must not look at the called person or at earlier calls.
"""
