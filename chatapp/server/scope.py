"""The ASGI scope: daphne's, with who is really there."""

from typing import Any

from chatapp.server.forwarded import client_address, client_scheme


def complete(scope: dict[str, Any], trusted_proxies: int, root_path: str) -> None:
    """Put the client's own address and scheme into a scope; daphne's of a websocket has no scheme."""
    scope["asgi"] = {"version": "3.0"}
    # Daphne lets any client choose it with a header.
    scope["root_path"] = root_path
    address = client_address(scope["headers"], trusted_proxies)
    if address is not None:
        scope["client"] = [address, 0]
    secure = client_scheme(scope["headers"], trusted_proxies) == "https"
    plain = "ws" if scope["type"] == "websocket" else "http"
    scope["scheme"] = f"{plain}s" if secure else plain
