"""List the environment variables that change what the project does, and read them. No other file reads them one by one.

Standard library only and Python 3.11, since dev.py reads it before anything is installed.
"""

from __future__ import annotations

import os

from build_scripts.problems import BuildError

VARIABLES = {
    "TODAY": "the day that everything is built for, such as 2027-05-22; `--today` sets it",
    "SITE_URL": "the address that the site is published at; mkdocs.yml reads it",
    "REPO_URL": "the repository: pages link to their source there, and the page for editors writes to it",
    "DATA": "another folder than data/ for the data of schools, with its files in `built/` inside it; for the tests",
    "CHROMIUM": "the browser for the tests; found or fetched where it is not set",
    "SOURCE_DATE_EPOCH": "the time that archives carry, in seconds; the last commit's where it is not set",
    "PYENV_ROOT": "where pyenv keeps Python, if not in ~/.pyenv",
}


class SettingError(BuildError):
    """A variable has a value that cannot be used."""


def setting(name: str) -> str:
    """Return a variable's value, or "" where it is not set. Raises KeyError for a name that is not in the table."""
    if name not in VARIABLES:
        raise KeyError(name)
    return os.environ.get(name, "")
