"""Write zip archives whose bytes depend on their files alone, on any day and any system.

The files are stored, not deflated: no other zlib can change the bytes, and the transport compresses the whole better.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive can hold
UNIX = 3
RIGHTS = 0o100644 << 16  # a file that its owner may write and everyone read


def write_stored(archive: Path, files: Mapping[str, bytes]) -> None:
    """Write the files in this order, all with one time and the same rights."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.create_system, member.external_attr = UNIX, RIGHTS
            packed.writestr(member, content)
