"""The editing page without a browser: its forms, the Git host that it asks, its policy and its headers."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from build_scripts.content.kinds import KINDS, Kind
from build_scripts.content.schemas import schema
from build_scripts.paths import ROOT
from build_scripts.publishing.cms import assemble, config
from build_scripts.publishing.cms.fields import fields_from_data, fields_from_model
from build_scripts.publishing.verify import check_cms_page
from build_scripts.security import hosting
from tests.publishing.cms_page import write_page
from tests.support.static_host import headers_for, read_headers


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("site"))


HOSTS = [
    ("https://github.com/owner/name", "github", "owner/name", "https://api.github.com"),
    ("https://github.com/owner/name.git", "github", "owner/name", "https://api.github.com"),
    ("https://gitlab.com/group/part/name", "gitlab", "group/part/name", "https://gitlab.com"),
    ("https://codeberg.org/owner/name/", "gitea", "owner/name", "https://codeberg.org"),
]


@pytest.mark.parametrize(("address", "name", "repo", "asked"), HOSTS)
def test_the_host_of_a_repository(address: str, name: str, repo: str, asked: str) -> None:
    host = assemble.parse_git_host(address)
    assert (host.backend["name"], host.backend["repo"], host.origins.api) == (name, repo, asked)


@pytest.mark.parametrize(
    "address",
    ["", "owner/name", "git@github.com:owner/name", "http://github.com/owner/name", "https://github.com/owner"],
)
def test_what_is_no_repository_is_refused(address: str) -> None:
    with pytest.raises(assemble.CmsError, match=r"Name the repository .* REPO_URL=https://github.com/owner/name"):
        assemble.parse_git_host(address)


def test_another_release_of_the_package_is_refused() -> None:
    with pytest.raises(assemble.CmsError, match="not the release that this build knows: 0 fonts, not 3"):
        assemble.rewrite_script("no address at all")


def test_each_address_has_one_policy_and_only_the_editing_page_its_own(site: Path) -> None:
    rules = read_headers(site)
    for path in (path for path in site.rglob("*.*") if path.is_file()):
        address = "/" + path.relative_to(site).as_posix()
        [told] = [value for name, value in headers_for(rules, address) if name == hosting.CSP_HEADER]
        assert ("'unsafe-inline'" in told) == address.startswith("/admin/"), address


def test_robots_and_search_engines_are_kept_away(site: Path) -> None:
    assert "Disallow: /under/admin/\n" in (site / "robots.txt").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in (site / "admin/index.html").read_text("utf-8")


DAMAGES = [
    ("", "", ""),
    ("'unsafe-inline'", "'unsafe-inline' 'unsafe-eval'", "admin/index.html: it has no policy, or not its own"),
    ("https://api.github.com", "https://a.example", "_headers: it has no policy for /admin/, or not that of its page"),
    ("noindex", "all", "admin/index.html: it does not keep search engines away"),
    ("<noscript>", "<script>x()</script>", "a script inside the page"),
]


@pytest.mark.parametrize(("old", "new", "expected"), DAMAGES)
def test_a_damaged_page_is_told(site: Path, tmp_path: Path, old: str, new: str, expected: str) -> None:
    copied = shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("*.js", "*.woff2"))
    page = copied / "admin/index.html"
    page.write_text(page.read_text("utf-8").replace(old, new), "utf-8")
    told = list(check_cms_page(copied, (copied / "_headers").read_text("utf-8")))
    assert [line[-len(expected) :] for line in told] == ([expected] if expected else [])


# Not written by people: figures that a program makes, and the manual.
MADE = {"content/estimate.toml", "content/README.md"}


def test_every_file_that_people_write_has_a_form() -> None:
    made = config.cms_config(ROOT, {"name": "github"})
    offered = {each.get("folder") or each["file"] for each in (*made["collections"], *made["singletons"])}
    assert {f"content/{path.name}" for path in (ROOT / "content").iterdir()} | {"docs"} == offered | MADE


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_form_asks_for_every_field_in_the_order_of_the_model(kind: Kind) -> None:
    made = schema(kind)
    fields = fields_from_model(kind.model, {"sources": []})
    assert [field["name"] for field in fields] == list(made["properties"])
    for field in fields:
        if field["widget"] != "hidden":
            assert field["required"] == (field["name"] in made.get("required", []))
            assert field["hint"].startswith(made["properties"][field["name"]]["description"])


def test_a_form_for_a_file_without_a_model() -> None:
    data = {
        "some-words": "x" * 61,
        "word": "x",
        "count": 3,
        "sure": True,
        "day": date(2026, 11, 21),
        "names": ["a"],
        "table": {"inner": 1},
        "rows": [{"a": 1, "b": "x", "c": "y"}],
        "counted": {"1": "one", "none": "no"},
    }
    fields = fields_from_data(data)
    kinds = {field["name"]: field["widget"] for field in fields}
    assert kinds == {
        "some-words": "text",
        "word": "string",
        "count": "number",
        "sure": "boolean",
        "day": "datetime",
        "names": "list",
        "table": "object",
        "rows": "list",
    }
    assert fields[0]["label"] == "Some words"
    assert fields[-1]["summary"] == "{{fields.a}}: {{fields.b}}"
