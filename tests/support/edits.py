"""Edit a copy of the project as a person would, and keep it in Git. An edit fails where it would change nothing."""

import subprocess
from collections.abc import Callable
from pathlib import Path

type Edit = Callable[[Path], object]


def git(root: Path, *words: str) -> None:
    """Run a command of Git as a made-up editor."""
    identity = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True)


def publish(root: Path, what: str = ".") -> None:
    """Make a repository of the folder, with a first commit."""
    git(root, "init", "--quiet")
    git(root, "add", what)
    git(root, "commit", "--quiet", "--message", "Published")


def change(name: str, old: str, new: str) -> Edit:
    """Replace a text of a file wherever it stands."""

    def edit(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert old in text, f"{name} no longer holds {old!r}"
        (root / name).write_text(text.replace(old, new), "utf-8")

    return edit


def append(name: str, text: str) -> Edit:
    """Add a paragraph to a file."""
    return lambda root: (root / name).write_text(f"{(root / name).read_text('utf-8')}\n{text}\n", "utf-8")


def add(name: str, text: str) -> Edit:
    """Write a file, also in a folder that is not there yet."""

    def edit(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")

    return edit


def remove(name: str) -> Edit:
    """Delete a file."""
    return lambda root: (root / name).unlink()
