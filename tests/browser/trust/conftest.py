"""What the tests of /trust/ share: the page, opened on the site that their module names."""

import pytest
from playwright.sync_api import Page

from tests.browser.page_objects.trust_page import TrustPage


@pytest.fixture
def trust(page: Page, site_url: str) -> TrustPage:
    made = TrustPage(page, site_url)
    made.open()
    return made
