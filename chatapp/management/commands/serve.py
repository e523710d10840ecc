"""`manage.py serve`: HTTP and websockets on one port, draining on SIGTERM."""

import resource
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from chatapp.server.address import Inherited, ListenError, Tcp, Unix

# Django settings that an operator may set, and what the server calls them.
OPTIONS = {
    "TRUSTED_PROXIES": "trusted_proxies",
    "DRAIN_SECONDS": "drain_seconds",
    "MAX_BODY": "max_body",
    "BODY_LIMITS": "body_limits",
}
NO_PROXY = (
    "TRUSTED_PROXIES is not set while people use https: every request will look like http and be sent on or refused. "
    "Set it to the number of proxies in front (1 on most platforms)."
)


class Command(BaseCommand):
    help = "Serve the chat: HTTP and websockets, until SIGTERM (drains) or Ctrl-C (stops)."
    # `manage.py check` is for deploys; a restart should not wait for it.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
        parser.add_argument("--port", type=int, help="port (default: PORT, else 8000)")
        parser.add_argument("--uds", help="path of a Unix socket to listen on instead")
        parser.add_argument("--worker", action="store_true", help="be the worker too, in this process")
        parser.add_argument("--fd", type=int, help="inherited listening socket to use instead")

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported here: it installs the reactor, which no other command wants.
        from chatapp.server.server import Server

        _allow_many_sockets()
        if getattr(settings, "PUBLIC_SCHEME", "") == "https" and not settings.TRUSTED_PROXIES:
            self.stderr.write(NO_PROXY)
        address = _address(options)
        server = Server(
            import_string(settings.ASGI_APPLICATION),
            endpoints=[address],
            ready_callable=lambda: self.stdout.write(f"Serving on {address}"),
            **{name: getattr(settings, key) for key, name in OPTIONS.items() if hasattr(settings, key)},
        )
        with _worker(beside=options["worker"]):
            try:
                server.run()
            except ListenError as error:
                raise CommandError(f"Cannot listen on {error}.") from None


@contextmanager
def _worker(*, beside: bool) -> Iterator[None]:
    """The embedded default has no other process that could be one."""
    if not beside:
        yield
        return
    from rooms.worker.beside import BesideWorker

    worker = BesideWorker()
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def _address(options: dict[str, Any]) -> Tcp | Unix | Inherited:
    if options["fd"] is not None:
        return Inherited(options["fd"])
    if options["uds"]:
        return Unix(options["uds"])
    port = settings.PORT if options["port"] is None else options["port"]
    return Tcp(options["host"], port)


def _allow_many_sockets() -> None:
    """The usual soft limit of 1,024 files is fewer than the sockets one process can hold."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
