"""The formats that are recognised without being told, one file each.

`named` reads a header that names the contract's columns, by itself or through a mapping; `asterisk` reads
`cdr-csv` files, which have no header; `kamailio` reads exports and logs of its `acc` module.
"""
