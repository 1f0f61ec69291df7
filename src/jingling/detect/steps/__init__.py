"""The steps from call records to one row of features for each caller, in the order they run.

`own_calls`   which calls count for the number they show (a forging line's do not)
`ties`        for each number: whom it rang, who rang it, who rang first, who was rung again
`behaviour`   for each caller: volume, hours, pacing, conversations, releases, in two passes
`company`     for callers who reach strangers: who shares their line, device, cell, block and callees
`groups`      which of the suspect work through one list, and how far each caller rings it
`assembly`    all of it in one table, a column a feature, as `detect.features` lists them
`lines`       for each line: what was sent through it, and how much of it by whom

Each is one function that makes its tables on a `Workbench`. The SQL is read by DuckDB and by Spark:
integers and milliseconds inside, no vendor's function where arithmetic does.
"""
