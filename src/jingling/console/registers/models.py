"""Every table of the registers, gathered for Django."""

from jingling.console.registers.lines import Contract, Evidence, Letter, Line, NumberBlock
from jingling.console.registers.organisations import Licence, Organisation

__all__ = ["Contract", "Evidence", "Letter", "Licence", "Line", "NumberBlock", "Organisation"]
