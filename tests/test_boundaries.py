"""The walls between the rooms: what may import what, and where a threshold or a sentence of eligibility may stand."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULE = sorted((ROOT / "checker/eligibility").glob("*.py"))
SCRIPTS = sorted((ROOT / "checker/browser").glob("*.js"))
PROSE = sorted(
    [*(ROOT / "docs").glob("*.md"), *(ROOT / "content").rglob("*.md"), *(ROOT / "docs/overrides").rglob("*.html")]
)
FORM = ROOT / "checker/browser/form.html"

# All that the module may use of the standard library: each is part of what a visitor downloads.
IMPORTS = {"bisect", "collections.abc", "csv", "decimal", "functools", "io", "itertools", "json", "operator", "pkgutil"}
IMPORTS |= {"re", "typing"}
CLI_IMPORTS = {"argparse", "codecs", "contextlib", "pathlib", "sys", "time"}
# The module's rooms from the ground up: each knows only those below it.
STOREYS = [
    *("criteria", "evidence", "opendata", "schools", "decision", "phrases", "review", "wording"),
    *("many", "sheet", "wire", "cli"),
]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports in full"
            assert node.module
            yield from (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "eligibility"
                else [node.module]
            )


@pytest.mark.parametrize("path", MODULE, ids=lambda path: path.name)
def test_the_module_imports_little_and_nothing_upwards(path: Path) -> None:
    own = {name.split(".")[1] for name in imported(path) if name.startswith("eligibility.")}
    others = {name for name in imported(path) if not name.startswith("eligibility")}
    below = STOREYS[: STOREYS.index(path.stem)] if path.stem in STOREYS else []
    assert own <= set(below)
    assert others <= IMPORTS | (CLI_IMPORTS if path.stem == "cli" else set())


def test_every_file_of_the_module_has_a_storey() -> None:
    assert {path.stem for path in MODULE} == {*STOREYS, "__init__"}


def test_only_the_hook_imports_mkdocs() -> None:
    paths = [path for folder in ("build_scripts", "checker", "tests") for path in (ROOT / folder).rglob("*.py")]
    importers = {path.name for path in paths if any(name.split(".")[0] == "mkdocs" for name in imported(path))}
    assert importers == {"hooks.py"}


def test_the_rule_is_not_written_in_code() -> None:
    """No floor of the edition in force stands in the module, in a script, or in the form."""
    for path in [*MODULE, *SCRIPTS, FORM]:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            code = re.sub(r"#.*|\".*?\"|'.*?'|//.*|^\s*\*.*|`[^`]*`|{#.*", "", line)
            found = re.findall(r"(?<![\w.])(?:25|30|35|40)(?![\w.])", code)
            assert not found, f"{path.name}:{number}: {line.strip()}"


def thresholds() -> list[str]:
    edition = tomllib.loads(max((ROOT / "content/criteria").glob("*.toml")).read_text("utf-8"))
    return [band["idaci_from"]["value"] for band in edition["bands"]]


def bare_thresholds(text: str) -> list[str]:
    """A floor of the rule as a figure of its own: not part of a date, of another number, or of a length of time."""
    floors = "|".join(map(re.escape, thresholds()))
    return re.findall(rf"(?<![\d.,\-–/])(?:{floors})(?![\d\-–/]|\.\d|,\d| minutes| words| May)\b", text)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_take_thresholds_from_the_criteria(path: Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        words = re.sub(r"{{.*?}}|{%.*?%}|<[^>]*>|\b\d+ (?:minutes|days|years|months)\b|\bto \d+ minutes", "", line)
        assert not bare_thresholds(words), (
            f"{path.relative_to(ROOT)}:{number}: write {{{{ rule_table }}}} or {{{{ criteria }}}}"
        )


@pytest.mark.parametrize("name", ["wording.toml", "assumptions.toml", "programme.toml"])
def test_facts_and_wording_hold_no_threshold(name: str) -> None:
    for number, line in enumerate((ROOT / "content" / name).read_text("utf-8").splitlines(), 1):
        words = re.sub(r"{.*?}|\b\d+ to \d+ minutes", "", line.split("#")[0])
        assert not bare_thresholds(words), f"{name}:{number}: {line}"


def test_the_search_for_thresholds_can_find_one() -> None:
    assert bare_thresholds("from 30 up") == ["30"]
    assert bare_thresholds("40%, or 35.") == ["40", "35"]
    assert bare_thresholds("2026-11-30, 30.5, 28-30, 1,400, 45 to 60, 2,379") == []


# Words that only a sentence about eligibility would hold.
ELIGIBILITY_WORDS = re.compile(
    r"\b(eligib\w*|idaci\s+\w+\s+\w+|deprivation|low-income|ofsted\s+\w+|priority\s+\w+|aea categor\w+)\b", re.I
)


@pytest.mark.parametrize("path", [*SCRIPTS, *MODULE], ids=lambda path: path.name)
def test_code_holds_no_sentence_of_eligibility(path: Path) -> None:
    """Text of four words or more that speaks of the rule is a sentence, and sentences are content."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        tree = ast.parse(text)
        docs = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined]
        strings = [
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
        ]
    else:
        code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.S | re.M)
        strings = [found[2] for found in re.finditer(r"""(["'`])((?:\\.|(?!\1).)*)\1""", code)]
    sentences = [string for string in strings if ELIGIBILITY_WORDS.search(string) and len(string.split()) > 3]
    assert sentences == []


def _has_docstring(node: ast.AST) -> bool:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return isinstance(node, kinds) and ast.get_docstring(node) is not None
