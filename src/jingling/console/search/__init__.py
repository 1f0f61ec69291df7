"""Search 查询: any number, name, licence, line or campaign, within what the searcher may see.

One idea: the search knows no tables of its own; it asks what the registers and the findings let one see.
"""
