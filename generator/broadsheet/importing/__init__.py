"""Articles from elsewhere: one module for each kind of source, all giving drafts.

`intake` is the door: it recognises each source, has it read, and hands the drafts to `writer`,
which alone writes into the content folder and remembers in the manifest what it wrote.
"""
