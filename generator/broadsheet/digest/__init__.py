"""Articles to the digest: stories, topics, editions and how they link."""
