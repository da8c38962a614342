"""Drive the three engines that browsers are made of, as far as a visitor's hands and eyes go.

Playwright drives Chromium. It cannot drive Firefox ESR and WebKitGTK as Debian ships them. So Mozilla's own client
drives Firefox, since Debian has no geckodriver, which Selenium would need; Selenium drives WebKitGTK's small browser.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import Browser, Page

from build_scripts.dev.find_browser import firefox, webkit

PATIENCE = 60  # seconds for a page or a script
NO_JAVASCRIPT, NO_WEBASSEMBLY = "JavaScript", "WebAssembly"


class Engine(Protocol):
    """What every engine can do. Elements are named by CSS selectors."""

    def open(self, address: str) -> None: ...

    def type(self, element: str, text: str) -> None:
        """Letter by letter, in place of what the field held."""

    def key(self, element: str, key: str) -> None: ...

    def press(self, element: str) -> None:
        """With the pointer, where the element is seen."""

    def read(self, script: str) -> Any:
        """Return what the script returns or promises, run in the page."""

    def errors(self) -> list[str]:
        """Return what the browser has reported as an error."""


class Chromium:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.reported: list[str] = []
        page.on("console", lambda said: self.reported.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.reported.append(str(error)))

    def open(self, address: str) -> None:
        self.page.goto(address)

    def type(self, element: str, text: str) -> None:
        self.page.locator(element).clear()
        self.page.locator(element).press_sequentially(text)

    def key(self, element: str, key: str) -> None:
        self.page.locator(element).press(key)

    def press(self, element: str) -> None:
        self.page.locator(element).first.click()

    def read(self, script: str) -> Any:
        return self.page.evaluate(f"async () => {{ {script} }}")

    def errors(self) -> list[str]:
        return self.reported


# By the standard: https://www.w3.org/TR/webdriver2/#keyboard-actions
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "ArrowDown": "\ue015"}


class _ByWebDriver:
    """What Selenium and Mozilla's client name alike, after the standard that both follow."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def _find(self, element: str) -> Any:
        return self.driver.find_element("css selector", element)

    def type(self, element: str, text: str) -> None:
        self._find(element).clear()
        if text:
            self._find(element).send_keys(text.replace("\n", KEYS["Enter"]))

    def key(self, element: str, key: str) -> None:
        self._find(element).send_keys(KEYS[key])

    def press(self, element: str) -> None:
        self._find(element).click()

    def read(self, script: str) -> Any:
        return self.driver.execute_script(f"return (async () => {{ {script} }})()")


class Firefox(_ByWebDriver):
    # Left out: what the browser's own scripts did, and warnings, such as that some of WebAssembly is old.
    ERRORS = """return Services.console.getMessageArray()
      .filter((said) => said instanceof Ci.nsIScriptError && !said.isFromChromeContext)
      .filter((said) => !(said.flags & Ci.nsIScriptError.warningFlag))
      .map((said) => `${said.category}: ${said.errorMessage}`)"""

    def open(self, address: str) -> None:
        self.driver.navigate(address)

    def errors(self) -> list[str]:
        with self.driver.using_context("chrome"):
            return list(self.driver.execute_script(self.ERRORS))


class WebKit(_ByWebDriver):
    # What lies just below the window's edge its driver takes to be in sight, and then cannot press.
    INTO_SIGHT = """
      document.querySelector(`%s`).scrollIntoView({ block: "center" });
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame)"""

    def open(self, address: str) -> None:
        self.driver.get(address)

    def press(self, element: str) -> None:
        self.read(self.INTO_SIGHT % element)
        super().press(element)

    def errors(self) -> list[str]:
        return []  # its console is told to nobody; a broken policy it tells the server, as all do


@contextmanager
def chromium(browser: Browser, without: str = "") -> Iterator[Engine]:
    context = browser.new_context(locale="en-GB", java_script_enabled=without != NO_JAVASCRIPT)
    context.grant_permissions(["clipboard-write"])
    page = context.new_page()
    if without == NO_WEBASSEMBLY:
        page.add_init_script("delete globalThis.WebAssembly")
    yield Chromium(page)
    context.close()


@contextmanager
def firefox_esr(browser: Browser, without: str = "") -> Iterator[Engine]:
    from marionette_driver.marionette import Marionette

    switches = {NO_JAVASCRIPT: "javascript.enabled", NO_WEBASSEMBLY: "javascript.options.wasm"}
    off = {switches[without]: False} if without else {}
    driver = Marionette(bin=firefox(), headless=True, port=0, prefs=off, gecko_log=os.devnull)
    try:
        driver.start_session()
        driver.timeout.page_load = driver.timeout.script = PATIENCE
        yield Firefox(driver)
        driver.quit()
    finally:
        driver.cleanup()


@contextmanager
def webkit_gtk(browser: Browser, without: str = "") -> Iterator[Engine]:
    from selenium import webdriver

    found = webkit()
    assert found, "dev.py test --all-browsers installs it"
    options = webdriver.WebKitGTKOptions()
    options.binary_location, driver_program = found
    options.add_argument("--automation")
    if without == NO_JAVASCRIPT:
        options.add_argument("--enable-javascript=false")
    off = {"JSC_useWasm": "0"} if without == NO_WEBASSEMBLY else {}
    with _screen() as name:
        env = {**os.environ, "DISPLAY": name, "GDK_BACKEND": "x11", **off}
        driver = webdriver.WebKitGTK(options, webdriver.WebKitGTKService(driver_program, env=env))
        try:
            driver.set_window_size(1280, 900)
            driver.set_script_timeout(PATIENCE)
            yield WebKit(driver)
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """Start a screen that nobody sees, and yield its name: WebKitGTK's browser cannot do without one."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


ENGINES = {"Chromium": chromium, "Firefox": firefox_esr, "WebKitGTK": webkit_gtk}
