"""Bytes to the published folder, and what happened."""
