"""lists 名单: consents, refusals, preferences, allow and block lists, as a gate needs them.

One idea: a snapshot that never changes, and a feed that is only added to. The snapshot holds everything
that was loaded, in one memory-mapped file; the feed holds what was said since, and what is acknowledged
there is in force for the next question. Only reading stands in a decision's way, and it costs microseconds.

Read in this order: `packing` (a person's entries as bytes), `policies` (a person's own rules), `snapshot`,
`wholeness` (that it is what was published), `feed`, `overlay` (the feed on top of the snapshot), `live`
(all together, as a gate holds them), `tables` (files of lists, read with their faults named), `publish`
(tables and feed into a new snapshot), which puts together `projects`, `who_shows` (and so whom a refusal of
a number binds), `people`, `listings`, both by `spans` that do not overlap, and `bindings` (whom refusals
came to bind). `tables` and whatever publishes import DuckDB and are not imported here, since a gate never
loads.
"""
