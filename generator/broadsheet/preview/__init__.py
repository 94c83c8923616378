"""The preview: the same pipeline behind a bell, served from memory."""
