"""What a socket need not keep for its whole life.

Autobahn copies 30 options and a page of initial state into each protocol and keeps the handshake: the
request as bytes, as text and as a dict, and the response. Here options live on the class, and what
still has its initial value when the socket opens is looked up there too.
"""

from types import SimpleNamespace
from typing import Any

from autobahn.twisted import websocket as adapter
from autobahn.websocket import protocol as autobahn
from autobahn.websocket.protocol import TrafficStats

# Counted for the process: nobody reads a socket's own.
TRAFFIC = TrafficStats()
NO_REQUEST = SimpleNamespace(path="")

HANDSHAKE = (
    "clean_headers",
    "application_deferred",
    "http_headers",
    "http_request_data",
    "http_request_host",
    "http_request_params",
    "http_request_path",
    "http_request_uri",
    "http_response_data",
    "http_status_line",
    "is_open",
    "protocol_to_accept",
    "request",
    "websocket_extensions",
    "websocket_extensions_in_use",
    "websocket_key",
    "websocket_origin",
    "websocket_protocols",
    "websocket_protocol_in_use",
    "_raw_query_string",
    "_transport_details",
    "_wskey",
)

# As autobahn's `_connectionMade` sets them.
INITIAL: dict[str, Any] = {
    "_perMessageCompress": None,
    "_transport_details": None,
    "autoPingPending": None,
    "autoPingPendingCall": None,
    "autoPingPendingSent": None,
    "autoPingPendingSeq": 0,
    "autoPingTimeoutCall": None,
    "closeHandshakeTimeoutCall": None,
    "closedByMe": False,
    "current_frame": None,
    "data": b"",
    "droppedByMe": False,
    "failedByMe": False,
    "inside_message": False,
    "localCloseCode": None,
    "localCloseReason": None,
    "openHandshakeTimeoutCall": None,
    "remoteCloseCode": None,
    "remoteCloseReason": None,
    "send_queue": (),
    "send_state": 0,
    "trackedTimings": None,
    "trafficStats": TRAFFIC,
    "triggered": False,
    "wasClean": False,
    "wasCloseHandshakeTimeout": False,
    "wasMaxFramePayloadSizeExceeded": False,
    "wasMaxMessagePayloadSizeExceeded": False,
    "wasNotCleanReason": None,
    "wasOpenHandshakeTimeout": False,
    "wasServerConnectionDropTimeout": False,
    "wasServingFlashSocketPolicyFile": False,
}


def leave_plain(value: Any, *_style: Any, **_more: Any) -> Any:
    """In place of autobahn's colouring of what it logs: done whether or not anybody logs, six times a handshake."""
    return value


for module in (autobahn, adapter):
    for name in ("hltype", "hlval"):
        setattr(module, name, leave_plain)


def with_options(protocol: type, factory: Any) -> type:
    """A subclass that has the factory's options, and the initial state, as class attributes."""
    options = {name: getattr(factory, name) for name in protocol.CONFIG_ATTRS}  # type: ignore[attr-defined]
    shared = {name: staticmethod(value) if callable(value) else value for name, value in options.items()}
    # Nothing left to copy: autobahn would also pretty-print what it copied, half of a connect's time.
    return type(protocol.__name__, (protocol,), INITIAL | shared | {"CONFIG_ATTRS": ()})


def settle(protocol: Any) -> None:
    """Drop the handshake and the initial values of a socket that has just opened."""
    kept = {name: value for name, value in vars(protocol).items() if name not in HANDSHAKE}
    for name in ("trafficStats", "send_queue"):
        kept.pop(name, None)
    protocol.__dict__ = {name: value for name, value in kept.items() if not _initial(name, value)}


def _initial(name: str, value: Any) -> bool:
    return name in INITIAL and value == INITIAL[name]
