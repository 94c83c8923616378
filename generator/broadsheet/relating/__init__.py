"""Finds out which articles tell of one event, for those whose lists do not say."""
