"""Say how the tests and benchmarks start Chromium."""

# The browser's own errands would be requests to elsewhere.
QUIET = ("background-networking", "component-update", "sync", "default-apps", "extensions")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]
