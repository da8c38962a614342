"""The editing page in Chromium, on a folder of true content: it saves what was edited, and changes nothing else."""

import difflib
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hosting import hosted, read_headers, told_for
from playwright.sync_api import BrowserContext, Locator, Page, expect
from written import ROOT, write_tree

from build_scripts import admin, headers
from build_scripts.check_site import check_admin
from build_scripts.pages import make_site

TODAY = date(2026, 11, 21)
START = "https://guide.example/under/"
# The browser's private folder stands for the one that an editor picks: handles of the same kind, without the dialog.
FILL = """async (files) => {
  const root = await navigator.storage.getDirectory();
  await root.getDirectoryHandle(".git", { create: true });
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split("/");
    let folder = root;
    for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
    const file = await (await folder.getFileHandle(parts.at(-1), { create: true })).createWritable();
    await file.write(text);
    await file.close();
  }
  window.showDirectoryPicker = () => navigator.storage.getDirectory();
}"""
READ = """async () => {
  const files = {};
  const walk = async (folder, path) => {
    for await (const [name, entry] of folder.entries()) {
      if (entry.kind === "directory") await walk(entry, `${path}${name}/`);
      else files[path + name] = await (await entry.getFile()).text();
    }
  };
  await walk(await navigator.storage.getDirectory(), "");
  return files;
}"""
CHANGED = """async ([path, before]) => {
  let folder = await navigator.storage.getDirectory();
  const parts = path.split("/");
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part);
  try {
    return (await (await (await folder.getFileHandle(parts.at(-1))).getFile()).text()) !== before;
  } catch {
    return false; // not there yet, or just being written
  }
}"""
# A field comes into being when it is scrolled to.
FIND = """(path) => {
  const fields = [...document.querySelectorAll("[data-key-path]")];
  const found = fields.find((field) => field.dataset.keyPath === path);
  (found ?? fields.at(-1))?.scrollIntoView();
  return found !== undefined;
}"""


class Editor:
    """Somebody at the page, with a folder of files."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, f"{address}admin/"

    def open(self, files: dict[str, str]) -> None:
        self.page.goto(self.address)
        self.page.evaluate(FILL, files)
        self.page.get_by_role("button", name="Work with Local Repository").click()

    def go(self, place: str) -> None:
        """By way of the first list, as a person would come."""
        self.page.goto(f"{self.address}#/collections/question")
        expect(self.page.get_by_role("main", name="Questions")).to_be_visible()
        self.page.goto(f"{self.address}#/collections/{place}")

    def field(self, path: str) -> Locator:
        self.page.wait_for_function(FIND, arg=path)
        return self.page.locator(f'[data-key-path="{path}"]')

    def unfold(self, path: str, nth: int = 0) -> None:
        self.field(path).get_by_role("button", name="Expand", exact=True).nth(nth).click()

    def fill(self, path: str, text: str) -> None:
        self.field(path).locator("input, textarea").first.fill(text)

    def save(self, file: str, before: str) -> dict[str, str]:
        """The files as they are once this one has changed."""
        self.page.get_by_role("button", name="Save", exact=True).click()
        self.page.wait_for_function(CHANGED, arg=[file, before])
        return dict(self.page.evaluate(READ))


def mend_a_question(at: Editor) -> None:
    at.go("question/entries/cost")
    at.fill("title", "How much will it cost?")
    at.fill("last_reviewed", "2026-11-20")
    at.field("body").locator("[contenteditable=true]").click()
    at.page.keyboard.press("Control+End")
    at.page.keyboard.type(" Ask us.")


def mend_a_rating(at: Editor) -> None:
    at.go("trial/entries/achieve-together")
    at.unfold("ratings", 1)
    at.fill("ratings.1.words", "Three of five padlocks")


def mend_a_page(at: Editor) -> None:
    at.go("page/entries/apply")
    at.fill("description", "How to apply.")


def mend_a_fact(at: Editor) -> None:
    at.go("_singletons/entries/programme")
    at.fill("contact.email", "office@example.org")


def mend_a_sentence(at: Editor) -> None:
    at.go("_singletons/entries/wording")
    at.unfold("headings")
    at.fill("headings.answers", "What you told us")


def mend_an_assumption(at: Editor) -> None:
    at.go("_singletons/entries/assumptions")
    at.unfold("assumption", 0)
    at.fill("assumption.0.assume", "It is a percentage.")
    at.fill("assumption.0.review_by", "2027-06-01")


def retire_an_id(at: Editor) -> None:
    at.go("_singletons/entries/redirects")
    at.field("moved").get_by_role("button", name="Add").click()
    at.fill("moved.0.id", "the-fee")
    at.fill("moved.0.to", "cost")


def add_an_edition(at: Editor) -> None:
    at.go("edition/entries/2024-01-01")
    at.field("owner")
    at.page.get_by_role("button", name="Show Editor Options").click()
    at.page.get_by_role("menuitem", name="Duplicate").click()
    at.fill("effective_from", "2027-04-01")
    at.unfold("bands", 3)
    at.fill("bands.3.idaci_from.value", "27")


def add_a_question(at: Editor) -> None:
    at.go("question")
    at.page.get_by_role("button", name="Create New Entry").click()
    at.fill("id", "venue")
    at.fill("title", "Where do we meet?")
    at.field("group").get_by_role("radio", name="what-it-involves").click()
    at.fill("order", "9")
    at.fill("also_asked_as", "place")
    at.fill("owner", "Programme team")
    at.fill("last_reviewed", "2026-11-21")
    at.fill("review_in", "12 months")
    at.field("sources").get_by_role("combobox").click()
    at.page.get_by_role("option", name="leading-together").click()
    at.field("body").locator("[contenteditable=true]").click()
    at.page.keyboard.type("At your school.")


class Case(NamedTuple):
    does: Callable[[Editor], None]
    file: str
    changes: str  # every line that goes or comes; … stands for what editors may have written there
    like: str = ""  # the file that a new one is compared with


CASES = [
    Case(
        mend_a_question,
        "content/faq/cost.md",
        """
-title: …
+title: How much will it cost?
-last_reviewed: …
+last_reviewed: 2026-11-20
-…
+… Ask us.
""",
    ),
    Case(
        mend_a_rating,
        "content/evidence/achieve-together.md",
        """
-    words: …
+    words: Three of five padlocks
""",
    ),
    Case(
        mend_a_page,
        "docs/apply.md",
        """
-description: …
+description: How to apply.
""",
    ),
    Case(
        mend_a_fact,
        "content/programme.toml",
        """
-email = …
+email = "office@example.org"
""",
    ),
    Case(
        mend_a_sentence,
        "content/wording.toml",
        """
-answers = …
+answers = "What you told us"
""",
    ),
    Case(
        mend_an_assumption,
        "content/assumptions.toml",
        """
-assume = …
+assume = "It is a percentage."
-review_by = …
+review_by = 2027-06-01
""",
    ),
    Case(
        retire_an_id,
        "content/redirects.toml",
        """
+
+[[moved]]
+id = "the-fee"
+to = "cost"
""",
    ),
    Case(
        add_an_edition,
        "content/criteria/2027-04-01.toml",
        """
-effective_from = 2024-01-01
+effective_from = 2027-04-01
-idaci_from = { value = "25", …
+idaci_from = { value = "27", …
""",
        like="content/criteria/2024-01-01.toml",
    ),
    Case(
        add_a_question,
        "content/faq/venue.md",
        """
+---
+id: venue
+title: Where do we meet?
+group: what-it-involves
+order: 9
+also_asked_as:
+  - place
+owner: Programme team
+last_reviewed: 2026-11-21
+review_in: 12 months
+sources:
+  - leading-together
+---
+
+At your school.
""",
    ),
]


def changes(before: str, after: str) -> str:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))
    return "\n".join(["", *(line for line in lines[2:] if not line.startswith("@@")), ""])


def fits(told: str, expected: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), told) is not None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editing page, with its headers, and what of the site it needs."""
    made = tmp_path_factory.mktemp("site")
    (made / "assets").mkdir()
    shutil.copy(ROOT / "docs/assets/mark.svg", made / "assets")
    (made / "404.html").write_text("<p>Page not found", "utf-8")
    (made / "robots.txt").write_text(f"User-agent: *\nAllow: /\n\nSitemap: {START}sitemap.xml\n", "utf-8")
    policy = admin.write(made, admin.host_of("https://github.com/owner/name"))
    (made / "_headers").write_text(headers.headers_file(made, "default-src 'none'", policy), "utf-8")
    return made


@pytest.fixture
def editor(context: BrowserContext, site: Path) -> Iterator[Editor]:
    """What the page asks of another host, or reports, fails the test: a broken policy, or a form it cannot make."""
    page = context.new_page()
    faults: list[str] = []
    with hosted(site, under="/under/") as address:
        own = (address, "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else faults.append(f"asked for {asked.url}"))
        # Its framework remarks in production, by an address alone, that a closed form was still read.
        quiet = ("https://svelte.dev/e/derived_inert",)
        page.on(
            "console", lambda said: None if said.type == "debug" or said.text in quiet else faults.append(said.text)
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield Editor(page, address)
    assert faults == []


def test_what_is_edited_changes_and_nothing_else(editor: Editor, tmp_path: Path) -> None:
    tree = write_tree(tmp_path)
    texts = [*tree.glob("content/**/*.*"), *tree.glob("docs/*.md")]
    files = {path.relative_to(tree).as_posix(): path.read_text("utf-8") for path in texts}
    editor.open(files)
    for case in CASES:
        case.does(editor)
        after = editor.save(case.file, files.get(case.file, ""))
        told = changes(files.get(case.like or case.file, ""), after[case.file])
        assert fits(told, case.changes), told
        assert {name for name in after if after[name] != files.get(name)} == {case.file}
        (tree / case.file).write_text(after[case.file], "utf-8")
        files = after
    make_site(tree, TODAY)  # which refuses what is not valid


HOSTS = [
    ("https://github.com/owner/name", "github", "owner/name", "https://api.github.com"),
    ("https://github.com/owner/name.git", "github", "owner/name", "https://api.github.com"),
    ("https://gitlab.com/group/part/name", "gitlab", "group/part/name", "https://gitlab.com"),
    ("https://codeberg.org/owner/name/", "gitea", "owner/name", "https://codeberg.org"),
]


@pytest.mark.parametrize(("address", "name", "repo", "asked"), HOSTS)
def test_the_host_of_a_repository(address: str, name: str, repo: str, asked: str) -> None:
    host = admin.host_of(address)
    assert (host.backend["name"], host.backend["repo"], host.asked.answers) == (name, repo, asked)


@pytest.mark.parametrize(
    "address",
    ["", "owner/name", "git@github.com:owner/name", "http://github.com/owner/name", "https://github.com/owner"],
)
def test_what_is_no_repository_is_refused(address: str) -> None:
    with pytest.raises(admin.AdminError, match=r"Name the repository .* REPO_URL=https://github.com/owner/name"):
        admin.host_of(address)


def test_another_release_of_the_package_is_refused() -> None:
    with pytest.raises(admin.AdminError, match="not the release that this build knows: 0 fonts, not 3"):
        admin.kept_here("no address at all")


def test_each_address_has_one_policy_and_only_the_editing_page_its_own(site: Path) -> None:
    rules = read_headers(site)
    for path in (path for path in site.rglob("*.*") if path.is_file()):
        address = "/" + path.relative_to(site).as_posix()
        [told] = [value for name, value in told_for(rules, address) if name == headers.POLICY]
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
    told = list(check_admin(copied, (copied / "_headers").read_text("utf-8")))
    assert [line[-len(expected) :] for line in told] == ([expected] if expected else [])
