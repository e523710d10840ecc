"""Errors to Sentry, when `SENTRY_DSN` is set: what went wrong and where, never what anybody wrote.

An exception's text can quote a message or a link's token, and so can a local variable, a header or a path. So
none of them leaves: a report has the exception's type, the places in the code, the route and the request id,
with which the log line has the rest.
"""

import logging
import sys
from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.utils import exceptions_from_error_tuple

TAGS = ("request_id", "route", "job", "worker")
KEPT = ("event_id", "timestamp", "level", "platform", "release", "sdk", "logger")
OURS = ("chatapp", "accounts", "rooms")  # loggers whose texts are constants
KEPT_OF_A_FRAME = ("filename", "function", "module", "lineno", "in_app")


def start(dsn: str, release: str) -> None:
    """Report what is logged as an error from now on."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=reduce,
        max_breadcrumbs=0,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        server_name="",
        auto_session_tracking=False,
    )


def reduce(event: Any, hint: Any) -> Any:
    """A new event of what may leave, rather than the old one without what may not."""
    record = hint.get("log_record")
    if record is not None and record.name == "request":
        return None  # its exception has been reported already
    kept = {name: event[name] for name in KEPT if name in event}
    kept["logentry"] = {"message": _name_of(record)}
    kept["tags"] = _tags(record)
    if found := _exceptions(event, record):
        kept["exception"] = {"values": [_bare(one) for one in found]}
    return kept


def _exceptions(event: Any, record: Any) -> list[dict[str, Any]]:
    """structlog carries the exception in the line itself, where the SDK does not look."""
    if "exception" in event:
        return list(event["exception"]["values"])
    given = _facts(record).get("exc_info")
    if isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    elif given is True:
        given = sys.exc_info()
    if not isinstance(given, tuple) or given[0] is None:
        return []
    return list(reversed(exceptions_from_error_tuple(given)))


def _facts(record: Any) -> dict[str, Any]:
    """What a structlog line says, or what a library's line carries as `extra`."""
    said = getattr(record, "msg", None)
    return said if isinstance(said, dict) else vars(record) if record is not None else {}


def _name_of(record: Any) -> str:
    """Our own lines have constant names; what a library puts into its texts is not known."""
    said, name = getattr(record, "msg", ""), getattr(record, "name", "")
    if isinstance(said, dict):
        return str(said.get("event", "error"))
    return str(said) if name.partition(".")[0] in OURS else f"an error of {name or 'the process'}"


def _tags(record: Any) -> dict[str, str]:
    facts = {**structlog.contextvars.get_contextvars(), **_facts(record)}
    return {name: str(facts[name]) for name in TAGS if facts.get(name)}


def _bare(exception: dict[str, Any]) -> dict[str, Any]:
    frames = exception.get("stacktrace", {}).get("frames", [])
    kept = [{name: frame[name] for name in KEPT_OF_A_FRAME if name in frame} for frame in frames]
    return {
        "type": exception.get("type"),
        "module": exception.get("module"),
        "mechanism": exception.get("mechanism"),
        "stacktrace": {"frames": kept},
    }
