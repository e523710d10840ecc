"""Watches a page for anything that hostile text might bring about: run, reach out, go elsewhere, or add markup."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Dialog, Page, Request

from tests.content.test_hostile import ALLOWED

# Written by us alone: what templates and scripts make, and nothing that text could add unnoticed.
FOREIGN_TAGS = (
    "iframe, object, embed, frame, applet, base, style, math, video, audio, template, noscript, portal"
)
WALK = """([allowed, foreign]) => {
  const found = [];
  const say = (node, what) => found.push(`${what}: ${node.outerHTML.slice(0, 200)}`);
  const local = (value) => new URL(value, location.href).origin === location.origin;
  for (const node of document.querySelectorAll('*')) {
    if (node.matches(foreign)) say(node, 'foreign element');
    if (node.matches('script') && !(node.src && local(node.src) && !node.textContent)) say(node, 'script');
    if (node.matches('meta[http-equiv]')) say(node, 'meta');
    if (node.matches('link') && !local(node.href)) say(node, 'link');
    if (node.matches('img, svg image, svg a, svg script, animate, set, maction')) say(node, 'picture');
    if (node.matches('form') && !local(node.getAttribute('action') ?? '')) say(node, 'form');
    for (const { name, value } of node.attributes) {
      if (name.startsWith('on') || ['srcdoc', 'background', 'xlink:href'].includes(name)) say(node, name);
      if (name.startsWith('hx-on')) say(node, name);
      if (['href', 'src', 'action', 'formaction'].includes(name)) {
        const { protocol } = new URL(value, location.href);
        if (!['http:', 'https:', 'mailto:'].includes(protocol)) say(node, name);
        if (protocol !== 'mailto:' && !local(value) && !node.closest('.body')) say(node, 'foreign address');
      }
    }
    const inner = node.parentElement?.closest('#rows .body, .evidence .body');
    if (inner) {
      const attributes = allowed[node.localName];
      if (!attributes) say(node, 'not allowed');
      else for (const { name } of node.attributes) if (!attributes.includes(name)) say(node, `not allowed ${name}`);
      if (node.localName === 'a' && local(node.href) && !node.matches('.mention')) say(node, 'a local link');
    }
  }
  for (const name of ['hacked', 'x', 'constructor_ran']) if (typeof globalThis[name] === 'number') found.push(name);
  return found;
}"""
RULES = [{tag: sorted(names) for tag, names in ALLOWED.items()}, FOREIGN_TAGS]


class Watch:
    """`check()` walks what stands there now; dialogs, navigations and foreign requests are noted as they happen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.host = ""
        self.noted: list[str] = []
        page.context.on("request", self._request)
        page.context.on("page", lambda opened: self.noted.append(f"a window: {opened.url}"))
        page.on("dialog", self._dialog)

    async def _dialog(self, dialog: Dialog) -> None:
        self.noted.append(f"a dialog: {dialog.message}")
        await dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self.host = self.host or parts.netloc
        if parts.netloc != self.host:
            self.noted.append(f"a request: {request.url}")
        if parts.path == "/accounts/logout/":
            self.noted.append("signed out")

    async def open(self, path: str) -> None:
        await self.page.goto(path, wait_until="domcontentloaded")
        await self.check(path)

    async def check(self, path: str = "") -> None:
        found: Any = await self.page.evaluate(WALK, RULES)
        assert not found, found
        assert not self.noted, self.noted
        shown = urlsplit(self.page.url)
        assert shown.netloc == self.host
        assert not path or shown.path == urlsplit(path).path
