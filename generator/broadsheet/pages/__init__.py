"""The digest to the page plan: which pages exist, and what each may show."""
