"""Files to articles: discover, parse, validate."""
