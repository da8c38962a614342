"""Read everything that the pages are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts.content.collection import Content, read_content
from build_scripts.content.files.source_files import read_toml
from build_scripts.content.kinds import ESTIMATE
from build_scripts.content.models import Redirect
from build_scripts.content.redirects import read_redirects
from build_scripts.content.rule import RuleInForce, read_rule
from build_scripts.pages.static_files import (
    CheckerFiles,
    PostcodeFile,
    SchoolFiles,
    checker_files,
    postcode_file,
    school_files,
)
from build_scripts.problems import Problem

PROGRAMME = "content/programme.toml"


@dataclass(frozen=True)
class SiteInputs:
    """What was read for one day, and every problem met on the way.

    `rule` is None where it has a problem, and where the facts that it quotes have one. `schools` and `postcodes` are
    None where there is no such data.
    """

    root: Path
    today: date
    content: Content
    rule: RuleInForce | None
    redirects: list[Redirect]
    estimate: Mapping[str, Any]
    checker: CheckerFiles
    schools: SchoolFiles | None
    postcodes: PostcodeFile | None
    problems: list[Problem]


def read_inputs(root: Path, today: date) -> SiteInputs:
    """Read the content, the rule in force on a day, and what other commands have built."""
    content, problems = read_content(root)
    rule = None
    if any(problem.file == PROGRAMME for problem in problems):
        # The rule and every page quote these facts, and would report each of their problems again.
        content = replace(content, programme={})
    else:
        rule, more = read_rule(root, content, today)
        problems += more
    redirects, more = read_redirects(root, content, {problem.file for problem in problems})
    return SiteInputs(
        root=root,
        today=today,
        content=content,
        rule=rule,
        redirects=redirects,
        estimate=read_toml(root / ESTIMATE, root).data,
        checker=checker_files(root),
        schools=school_files(root, rule),
        postcodes=postcode_file(root, rule),
        problems=[*problems, *more],
    )
