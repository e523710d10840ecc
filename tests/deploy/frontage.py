"""A real nginx in front of one web process, set up well, or wrong in one way."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.services.nginx import Nginx

# Fault: the header that is set wrong (None: left out), or a line that answers instead.
FAULTS: dict[str, tuple[str, str | None]] = {
    "upgrade": ("Upgrade", ""),
    "scheme": ("X-Forwarded-Proto", "https"),
    "replace": ("X-Forwarded-For", "$http_x_forwarded_for"),
    "origin": ("Origin", "http://$http_host"),
    "elsewhere": ("", "return 404;"),
}


class Frontage(Nginx):
    def __init__(self) -> None:
        super().__init__(1)

    def lead_to(self, port: int) -> None:
        self.serve(port)

    @contextmanager
    def broken(self, fault: str) -> Iterator[None]:
        name, value = FAULTS[fault]
        headers, self.headers = self.headers, dict(self.headers)
        if name:
            self.headers[name] = value or ""
        else:
            self.extra = value or ""
        self.reload()
        try:
            yield
        finally:
            self.headers, self.extra = headers, ""
            self.reload()
