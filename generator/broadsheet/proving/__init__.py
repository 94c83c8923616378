"""Proof on the user's own site: any edits, in a copy, must end where a clean build ends."""
