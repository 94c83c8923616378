"""Articles to the digest: stories, topics, editions and the links between them."""
