"""Broadsheet makes a news site out of a folder of article files."""

__version__ = "0.1.0"
