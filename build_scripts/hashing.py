"""Hash what the build makes: digests that name folders, that spare work done before, and that browsers check.

Standard library only and Python 3.11, since dev.py uses it before anything is installed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NAME_LENGTH = 16  # hexadecimal digits of a digest that name a folder; hosts are told to keep such addresses for ever


def sha256(data: bytes) -> str:
    """Return the SHA-256 digest of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def integrity(data: bytes) -> str:
    """Return the digest of some bytes as browsers compare it.

    See: https://www.w3.org/TR/sri/
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def digest(parts: Iterable[bytes]) -> str:
    """Return one digest of many parts, in hexadecimal digits. It changes with where one part ends, too."""
    return sha256(b"".join(hashlib.sha256(part).digest() for part in parts))


def run_if_changed(
    label: str, folder: Path, name: str, inputs: Sequence[Path | str], work: Callable[[], object]
) -> None:
    """Do the work unless it was done before with the same inputs: texts, and files by their contents.

    A file `.done-NAME` in the folder that the work fills remembers them; it is written once the work has succeeded.
    """
    digest_of_inputs = digest(part.read_bytes() if isinstance(part, Path) else part.encode() for part in inputs)
    mark = folder / f".done-{name}"
    if mark.exists() and mark.read_text() == digest_of_inputs:
        return
    print(f"- {label}", flush=True)
    mark.unlink(missing_ok=True)
    work()
    mark.write_text(digest_of_inputs)


@dataclass(frozen=True)
class HashedFolder:
    """A folder that is named by a digest of its files, so that every address in it may be cached for ever.

    Beside it lies current.json, which names it, what it was made of, and its files:
    {"folder": "0123456789abcdef", "inputs": "…", "files": [{"name": "python/worker.js", "bytes": 1200, "sha256": "…"}]}
    """

    path: Path
    sha256: Mapping[str, str]  # of each file, by its path inside the folder

    def integrity(self, name: str) -> str:
        """Return the digest of one of its files as browsers compare it."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.sha256[name])).decode()


def current_folder(parent: Path, inputs: str | None = None) -> HashedFolder | None:
    """Return the folder that current.json names, or None where there is none, a file is gone, or `inputs` differ."""
    current = parent / "current.json"
    known = json.loads(current.read_text("utf-8")) if current.exists() else {}
    if not known or inputs not in (None, known.get("inputs")):
        return None
    folder = HashedFolder(parent / known["folder"], {file["name"]: file["sha256"] for file in known.get("files", [])})
    return folder if all((folder.path / name).exists() for name in folder.sha256) else None


def make_folder(
    parent: Path, inputs: str, fill: Callable[[Path], object], compress: Callable[[Path], object]
) -> HashedFolder:
    """Return the folder made of these inputs, which is made anew where they differ from the last ones.

    `fill` writes the files into an empty folder, whose own parent is empty too; an error of it leaves the last folder
    in place. `compress` adds the compressed files, which count neither in the name nor in the list.
    """
    if made := current_folder(parent, inputs):
        return made
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary, "folder")
        fresh.mkdir()
        fill(fresh)
        files = {
            path.relative_to(fresh).as_posix(): path.read_bytes() for path in sorted(fresh.rglob("*")) if path.is_file()
        }
        compress(fresh)
        digests = {name: sha256(data) for name, data in files.items()}
        name = sha256(json.dumps(digests, sort_keys=True).encode())[:NAME_LENGTH]
        for other in parent.iterdir():
            if other.is_dir():
                shutil.rmtree(other)
        shutil.move(fresh, parent / name)
    listed = [{"name": file, "bytes": len(data), "sha256": digests[file]} for file, data in files.items()]
    text = json.dumps({"folder": name, "inputs": inputs, "files": listed}, indent=1)
    (parent / "current.json").write_text(f"{text}\n", "utf-8")
    return HashedFolder(parent / name, digests)
