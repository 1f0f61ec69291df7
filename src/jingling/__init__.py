"""jingling 静铃: may this call ring, and why?

The packages stand in layers, lowest first: `numbers` (the numbering plan), `calls` (call records),
`identity` (which line may show which number), `city` (a simulated city with known truth),
`detect` (who harasses), `console` (web pages), `cli` (the commands). A package imports from those below
it, never from those above; `docs/concepts.md` follows one call through all of them.
"""

__version__ = "0.1.0"
