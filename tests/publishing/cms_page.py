"""Use the editing page as people do: the page with its headers, and an editor with a folder of files."""

import shutil
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from build_scripts.paths import ROOT
from build_scripts.publishing.cms import assemble
from build_scripts.security import hosting

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
# Playwright waits for no promise of a condition, so this waits by itself, for half a minute.
SAVED = """async ([path, before]) => {
  let folder = await navigator.storage.getDirectory();
  const parts = path.split("/");
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part);
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    try {
      const file = await (await folder.getFileHandle(parts.at(-1))).getFile();
      if ((await file.text()) !== before) return;
    } catch {
      // not there yet, or just being written
    }
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error(`${path} was not saved: ${document.body.innerText.slice(-300)}`);
}"""
# While one view becomes the next, a form is there whose words are lost, though nobody sees it yet. Without transitions
# between views, as in browsers that have none, there is no such time.
AT_ONCE = "delete Document.prototype.startViewTransition"
# A field comes into being when it is scrolled to.
FIND = """(path) => {
  const fields = [...document.querySelectorAll("[data-key-path]")];
  const found = fields.find((field) => field.dataset.keyPath === path);
  (found ?? fields.at(-1))?.scrollIntoView();
  return found !== undefined;
}"""


def write_page(site: Path) -> Path:
    """Make a site of the editing page, its headers, and what else it needs."""
    (site / "assets").mkdir(parents=True)
    shutil.copy(ROOT / "docs/assets/mark.svg", site / "assets")
    (site / "404.html").write_text("<p>Page not found", "utf-8")
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\n\nSitemap: {START}sitemap.xml\n", "utf-8")
    policy = assemble.write_page(site, assemble.parse_git_host("https://github.com/owner/name"))
    (site / "_headers").write_text(hosting.headers_file(site, "default-src 'none'", policy), "utf-8")
    return site


class Editor:
    """Somebody at the page, with a folder of files."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, f"{address}admin/"
        page.add_init_script(AT_ONCE)

    def open(self, files: dict[str, str]) -> None:
        self.page.goto(self.address)
        self.page.evaluate(FILL, files)
        self.page.get_by_role("button", name="Work with Local Repository").click()

    def go(self, place: str) -> None:
        """By way of the first list, as a person would come."""
        self.page.goto(f"{self.address}#/collections/question")
        expect(self.page.get_by_role("main", name="Questions")).to_be_visible(timeout=30_000)
        self.page.goto(f"{self.address}#/collections/{place}")

    def field(self, path: str) -> Locator:
        self.page.wait_for_function(FIND, arg=path)
        return self.page.locator(f'[data-key-path="{path}"]')

    def unfold(self, path: str, nth: int = 0) -> None:
        self.field(path).get_by_role("button", name="Expand", exact=True).nth(nth).click()

    def fill(self, path: str, text: str) -> None:
        self.field(path).locator("input, textarea").first.fill(text)

    def save(self, file: str, before: str) -> dict[str, str]:
        """Save, wait until this file has changed, and return all files."""
        self.page.get_by_role("button", name="Save", exact=True).click()
        self.page.evaluate(SAVED, [file, before])
        return dict(self.page.evaluate(READ))
