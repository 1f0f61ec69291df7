"""`python -m jingling`: the commands."""

from jingling.cli import main

main()
