"""Call records (话单): the contract, readers of real formats, quarantine.

The one idea: every file becomes a numbered Parquet file whose columns are told apart by a layout, and one
portable SQL text turns those into calls; what it cannot turn into a call goes to quarantine with its place
and reason, and the counts tie out.

Read `contract` first, then `reading`, which takes the rest in order: `paths` and `mapping` (what was
asked), `opening`, `recognise` and `formats` (what each file is), `staging` and `blocks` (text to Parquet),
`times` and `zones`, `values` and `relation` (files as contract columns), `canonical` (contract columns to
calls), `filling` (the composition), `second_look`, `repeats` and `legs` (what is not plain), `quarantine`;
`check` tells all of it before a run.
"""

from jingling.calls.contract import COLUMNS, SIMULATED
from jingling.calls.errors import CallsError
from jingling.calls.reading import Input, Reading, read_calls

__all__ = ["COLUMNS", "SIMULATED", "CallsError", "Input", "Reading", "read_calls"]
