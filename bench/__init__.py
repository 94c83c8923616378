"""Measurements of Broadsheet: speed beside other generators, and how well stories part."""
