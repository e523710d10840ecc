"""Structured logs: one JSON object a line in production, key=value on a laptop.

Lines from Django and other libraries take the same road, so every line written
during a request carries its request_id.
"""

import logging
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


class WithoutPaths(logging.Filter):
    """Django names the raw path of a failed request, and a path can hold a one-time link's token.

    The request log already has one line for each answer, with the route: of Django's own only an
    exception's traceback says more.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.security.DisallowedHost":  # anybody can make as many of them as they like
            record.exc_info = None
        request = getattr(record, "request", None)
        if request is None:
            return True
        if record.name == "django.request":
            if not record.exc_info or record.levelno < logging.ERROR:
                return False
            record.msg, record.args = "unhandled exception", ()
        elif isinstance(record.args, tuple):
            path = getattr(request, "path", None)
            record.args = tuple(route_of(request) if arg == path else arg for arg in record.args)
        return True


def route_of(request: Any) -> str:
    """The pattern that matched, never the path itself."""
    match = getattr(request, "resolver_match", None)
    return "/" + match.route if match is not None else "-"


def logging_config(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING, and structlog's set-up to match."""
    if json:
        _look_up_only_what_is_shown()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_paths": {"()": WithoutPaths}},
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(json)],
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_paths"]}
        },
        "root": {"handlers": ["console"], "level": level},
        # Django gives this logger a handler of its own in its defaults: one line is enough.
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "httpx": {"level": "WARNING"},  # it would name each address that is asked
        },
    }


def _look_up_only_what_is_shown() -> None:
    """No line says which thread, process, task or source line it is from (the logging HOWTO's "Optimization")."""
    for what in ("logThreads", "logProcesses", "logMultiprocessing", "logAsyncioTasks"):
        setattr(logging, what, False)
    logging._srcfile = None


def _renderer(json: bool) -> list[Any]:
    # format_exc_info writes a plain traceback: the richer ones print local variables, secrets included.
    trace = structlog.processors.format_exc_info
    if json:
        return [trace, structlog.processors.JSONRenderer()]
    order = ["timestamp", "level", "event"]
    return [
        trace,
        structlog.processors.LogfmtRenderer(key_order=order, drop_missing=True, bool_as_flag=False),
    ]
