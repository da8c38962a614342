"""Ask the checker in the Python that runs this: CPython, for what is right, or Pyodide, for what runs.

    python ask_python.py WHEEL < conversations, each a JSON list of [function, text] on a line

Prints for each conversation the JSON list of its replies, up to the first call that raised an exception (null).
"""

import json
import sys
from collections.abc import Callable

if __name__ == "__main__":
    sys.path[:0] = sys.argv[1:2]

from eligibility import json_api

FUNCTIONS: dict[str, Callable[[str], str]] = {"answer": json_api.answer, "perform": json_api.perform}


def replies(conversation: str) -> list[str | None]:
    replied: list[str | None] = []
    for function, text in json.loads(conversation):
        try:
            replied.append(FUNCTIONS[function](text))
        except Exception:
            return [*replied, None]
    return replied


if __name__ == "__main__" and sys.argv[1:]:
    for line in sys.stdin:
        print(json.dumps(replies(line)))
