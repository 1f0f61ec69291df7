"""Identity 鉴权: which line may show which number.

One idea: a line is held to what its register says. Today the register is read and its ranges of numbers
are told; the gate's checks and signed caller identity come to live here too.

Read `lines.py`: the register's columns, its reader, its errors.
"""

from jingling.identity.lines import RegisterError, read_lines
from jingling.rules import Line

__all__ = ["Line", "RegisterError", "read_lines"]
