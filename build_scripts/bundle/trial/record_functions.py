"""List the Python functions that run in a trial. Started in Pyodide by record_functions.mjs, after ask_python.py.

A function is known by its file, its qualified name and its first line.
"""

import json
import sys
from types import CodeType

from ask_python import replies  # type: ignore[import-not-found]  # it lies beside this module in Pyodide

TOOL = 3  # a number that Python keeps free for tools of no special kind


def record(conversations: str) -> str:
    ran: set[tuple[str, str, int]] = set()

    def note(code: CodeType, _offset: int) -> object:
        ran.add((code.co_filename, code.co_qualname, code.co_firstlineno))
        return sys.monitoring.DISABLE  # once is enough

    sys.monitoring.use_tool_id(TOOL, "trial")
    sys.monitoring.register_callback(TOOL, sys.monitoring.events.PY_START, note)
    sys.monitoring.set_events(TOOL, sys.monitoring.events.PY_START)
    for conversation in conversations.splitlines():
        replies(conversation)
    sys.monitoring.set_events(TOOL, 0)
    return json.dumps(sorted(ran))
