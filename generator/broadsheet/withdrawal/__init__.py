"""Taking a page down: finding all that is its own, and proving that no output holds it."""
