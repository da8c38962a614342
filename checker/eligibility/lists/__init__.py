"""Answer lists: schools of a trust, pupils of a school."""
