"""List the scripts that a page needs, so that its head names them all.

A browser would else ask for each only once it has read the one that imports it: on a phone's network a wait for each.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

# `import … from "./x.js"`, and a worker's script in `new Worker(new URL("./x.js", …`. What `import("./x.js")` brings is
# for visitors who ask for more, so it is left out.
_NEEDS = re.compile(r'(?:^import\b(?! *\()[^"]*|new Worker\(new URL\()"(\.[^"]+)"', re.MULTILINE)


def needed_modules(folder: Path, script: str) -> list[str]:
    """Return the scripts that a script of a folder imports or starts, and theirs in turn, those needed first at first.

    Scripts that are not there are left out, so that pages can be made before the checker is built.
    """
    found = [script]
    for module in found:  # grows as it is read
        path = folder / module
        text = path.read_text("utf-8") if path.is_file() else ""
        for target in _NEEDS.findall(text):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(module), target))
            if name not in found and (folder / name).is_file():
                found.append(name)
    return found[1:]
