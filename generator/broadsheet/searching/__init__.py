"""The search index: what of each story can be found, and Pagefind's files for it."""
