"""`python -m broadsheet` is the command `broadsheet`."""

from broadsheet.commands import program

program()
