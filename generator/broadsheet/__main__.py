"""`python -m broadsheet` is the command `broadsheet`."""

import sys

from broadsheet.commands import main

sys.exit(main())
