"""What may import what, and where a threshold or a sentence of eligibility may stand."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_scripts.paths import ROOT

MODULE = sorted((ROOT / "checker/eligibility").rglob("*.py"))
SCRIPTS = sorted((ROOT / "checker/browser").rglob("*.js"))
PROSE = sorted(
    [*(ROOT / "docs").glob("*.md"), *(ROOT / "content").rglob("*.md"), *(ROOT / "docs/overrides").rglob("*.html")]
)
FORM = ROOT / "checker/browser/check-page/form.html"

# All that the module may use of the standard library: each is part of what a visitor downloads.
IMPORTS = {
    "binascii",
    "bisect",
    "collections.abc",
    "csv",
    "decimal",
    "functools",
    "io",
    "itertools",
    "json",
    "operator",
    "pkgutil",
}
IMPORTS |= {"re", "typing"}
CLI_FILES = {"cli", "files", "workbook_file"}
CLI_IMPORTS = {
    "argparse",
    "codecs",
    "contextlib",
    "datetime",
    "openpyxl",
    "openpyxl.utils.datetime",
    "os",
    "pathlib",
    "sys",
    "time",
    "warnings",
    "zipfile",
}
# The rooms of each part of the house, from the ground up, with the rooms that each may import besides itself.
ROOMS: dict[str, dict[str, str]] = {
    "build_scripts": {
        ".": "",
        "dev": ".",
        "security": ".",
        "content/files": ".",
        "content": ". content/files",
        "content/checks": ". security content content/files",
        "schools/official": ".",
        "schools/published": ".",
        "schools/estimate": ". schools/official schools/published",
        "schools": ". content schools/official schools/published schools/estimate",
        "bundle/trial": ". schools/published",
        "bundle/image": ". bundle/trial",
        "bundle": ". content bundle/trial bundle/image",
        "pages": ". content content/files content/checks schools/published",
        "publishing/cms": ". security content content/files",
        "publishing": ". security bundle publishing/cms",
        "reports": ". content content/files content/checks schools/published pages",
    },
    "checker/eligibility": {
        "rule": "",
        "reading": "rule",
        "data": "rule reading",
        "words": "rule reading data",
        "lists": "rule reading data words",
        ".": "rule reading data words lists",
    },
    "checker/browser": {
        "shared": "",
        "python": "",
        "finder": "shared",
        "home-page": "finder",
        "list-form": "shared python",
        "trust-page": "shared finder python list-form",
        "pupils-page": "shared python list-form",
        "check-page": "shared finder python",
    },
}


def imported(path: Path) -> Iterator[str]:
    """Yield the full name of each module, or name of a module, that a file of Python imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_files(path: Path) -> Iterator[Path]:
    """Yield each file of ours that a file of Python or JavaScript imports."""
    if path.suffix == ".js":
        text = path.read_text("utf-8")
        for target in re.findall(r'(?:from|import\(|URL\(|import) ?"(\.[^"]+)"', text):
            if target.endswith(".js"):  # else it is the address of a folder
                yield (path.parent / target).resolve()
    else:
        for name in imported(path):
            for module in (name, name.rpartition(".")[0]):
                for folder in (ROOT, ROOT / "checker"):
                    if (file := folder / f"{module.replace('.', '/')}.py").exists():
                        yield file


def climbs(part: str) -> list[str]:
    """Return each import of a room that the importing room may not know, as 'file imports file'."""
    top, rooms = ROOT / part, ROOMS[part]
    found = []
    for path in sorted([*top.rglob("*.py"), *top.rglob("*.js")]):
        room = path.parent.relative_to(top).as_posix()
        if room not in rooms:
            continue
        for other in imported_files(path):
            home = other.parent.relative_to(top).as_posix() if other.is_relative_to(top) else room
            if home not in (room, *rooms[room].split()):
                found.append(f"{path.relative_to(ROOT)} imports {other.relative_to(ROOT)}")
    return found


@pytest.mark.parametrize("part", ROOMS)
def test_no_room_imports_upwards(part: str) -> None:
    assert climbs(part) == []


@pytest.mark.parametrize("part", ROOMS)
def test_the_rooms_have_an_order_and_hold_every_file(part: str) -> None:
    """A room may know only rooms before it in the table, so no two rooms know each other."""
    rooms = list(ROOMS[part])
    for number, (room, known) in enumerate(ROOMS[part].items()):
        assert set(known.split()) <= set(rooms[:number]), room
    top = ROOT / part
    files = [path for kind in ("*.py", "*.js") for path in top.rglob(kind) if "node_modules" not in path.parts]
    homes = {path.parent.relative_to(top).as_posix() for path in files}
    assert homes <= {*rooms, "publishing/cms/page"}


def test_an_import_upwards_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROOMS["build_scripts"], "publishing", ". dev bundle publishing/cms")
    assert "build_scripts/publishing/verify.py imports build_scripts/security/csp.py" in climbs("build_scripts")
    monkeypatch.setitem(ROOMS["checker/browser"], "finder", "")
    assert "checker/browser/finder/combobox.js imports checker/browser/shared/dom.js" in climbs("checker/browser")


@pytest.mark.parametrize("path", MODULE, ids=lambda path: path.name)
def test_the_checker_imports_little_of_others(path: Path) -> None:
    others = {name for name in imported(path) if not name.startswith("eligibility")}
    allowed = IMPORTS | (CLI_IMPORTS if path.stem in CLI_FILES else set())
    assert [name for name in others if not {name, name.rpartition(".")[0]} & allowed] == []


def test_no_test_imports_another() -> None:
    """What two tests share lies beside them in a module that is no test, or in tests/support."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    named = [(path.name, name) for path in tests for name in imported(path) if name.startswith("tests.")]
    assert [(file, name) for file, name in named if ".test_" in name or ".conftest" in name] == []


def test_only_the_hook_imports_mkdocs() -> None:
    paths = [path for folder in ("build_scripts", "checker", "tests") for path in (ROOT / folder).rglob("*.py")]
    importers = {path.name for path in paths if any(name.split(".")[0] == "mkdocs" for name in imported(path))}
    assert importers == {"mkdocs_hooks.py"}


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
    """Find floors of the rule as figures of their own: not part of a date, another number, or a length of time."""
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
