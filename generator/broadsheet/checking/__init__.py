"""Faults in a built site, found from its files alone: no settings, no articles, no network."""
