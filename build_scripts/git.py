"""Ask Git about a repository. Every call of the program git is here.

Standard library only and Python 3.11, since dev.py uses it before anything is installed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from build_scripts.problems import BuildError


class GitError(BuildError):
    """Git is missing, or refuses what is asked."""


def run(root: Path, *arguments: str) -> bytes:
    """Return what Git writes in a repository. Raises GitError, with Git's own reason."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, stdin=subprocess.DEVNULL)
    except OSError as fault:
        raise GitError(f"git did not start: {fault}") from fault
    if done.returncode:
        raise GitError(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def read(root: Path, *arguments: str) -> str:
    """Return what Git writes as text. Raises GitError."""
    return run(root, *arguments).decode("utf-8", errors="replace")


def history(root: Path, *arguments: str) -> str:
    """Return what Git writes as text, or "" where it is missing or knows nothing of what is asked."""
    try:
        return read(root, *arguments)
    except GitError:
        return ""


def commit_time(root: Path) -> str:
    """Return the time of the last commit in seconds since 1970, or "" where there is no commit."""
    return history(root, "log", "-1", "--format=%ct").strip()


def has_uncommitted_changes(root: Path) -> bool:
    """Say whether the work tree differs from the last commit. Raises GitError."""
    return bool(read(root, "status", "--porcelain"))


def clone(root: Path, target: Path) -> str:
    """Put the last commit of a repository into a folder of its own, and return its short name. Raises GitError."""
    commit = read(root, "rev-parse", "HEAD").strip()
    run(root, "clone", "--quiet", "--no-hardlinks", str(root), str(target))
    run(target, "-c", "advice.detachedHead=false", "checkout", "--quiet", commit)
    return read(target, "rev-parse", "--short", "HEAD").strip()
