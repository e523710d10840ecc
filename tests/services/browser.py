"""People in a real browser, each in a context of their own, and every complaint the browser makes."""

import re
from typing import Any

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, ConsoleMessage, Page, WebError

# The event names the directive and the line, which a console message may lack.
REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event => console.error(
  `Content Security Policy: ${event.violatedDirective} blocked ${event.blockedURI}`
  + ` at ${event.sourceFile}:${event.lineNumber}`
));
"""


class Browser:
    """Opens contexts and collects console errors, uncaught exceptions and CSP violations.

    A test that provokes some says so with `expect`; any other fails it when it ends.
    """

    def __init__(self, chromium: Chromium) -> None:
        self.chromium = chromium
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    async def person(self, url: str, **options: Any) -> Page:
        """A page of a new person: nothing shared with anybody, relative addresses are on `url`.

        Options go to Playwright's new_context: java_script_enabled, viewport, color_scheme, locale …
        """
        context = await self.chromium.new_context(**{"base_url": url, "locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        if options.get("java_script_enabled", True):
            await context.add_init_script(REPORT_VIOLATIONS)
        self.contexts.append(context)
        return await context.new_page()

    def expect(self, *patterns: str) -> None:
        """Complaints that match one of these regular expressions belong to the test."""
        self.expected += map(re.compile, patterns)

    def unexpected(self) -> list[str]:
        return [
            text for text in self.complaints if not any(pattern.search(text) for pattern in self.expected)
        ]

    async def close(self) -> None:
        for context in self.contexts:
            await context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f"{error.page.url if error.page else ''}: {error.error}")
