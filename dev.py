#!/usr/bin/env python3
"""Run a command of this repository, such as `python3 dev.py serve`; without one, list them all.

Needs nothing but Python 3.11 or later: the first command brings the rest, into .tools/, .venv/ and node_modules/.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("dev.py needs Python 3.11 or later. Run it with a newer one, for example: python3.13 dev.py")

from build_scripts.dev.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
