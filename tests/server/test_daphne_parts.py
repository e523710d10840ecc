"""An upgrade of daphne, autobahn or Twisted that moves what the server leans on is noticed here."""

import inspect
from importlib.metadata import version

import pytest
from django.utils.module_loading import import_string
from packaging.version import Version

from chatapp.server import parts


def find(dotted):
    head, _, name = dotted.rpartition(".")
    try:
        return import_string(dotted)
    except ImportError:
        return getattr(find(head), name)


@pytest.mark.parametrize(("distribution", "span"), parts.VERSIONS.items())
def test_the_versions_are_ones_that_were_tried(distribution, span):
    first, beyond = map(Version, span)
    assert first <= Version(version(distribution)) < beyond


@pytest.mark.parametrize(("dotted", "parameters"), parts.CALLABLES.items())
def test_what_is_overridden_or_called_is_where_it_was(dotted, parameters):
    assert list(inspect.signature(find(dotted)).parameters) == parameters.split()


@pytest.mark.parametrize(("dotted", "text"), parts.ATTRIBUTES)
def test_what_is_read_or_set_is_still_used(dotted, text):
    assert text in inspect.getsource(find(dotted))


def test_a_socket_begins_as_the_footprint_says():
    from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
    from twisted.internet.testing import StringTransport

    from chatapp.server.footprint import INITIAL

    factory = WebSocketServerFactory()
    factory.setProtocolOptions(openHandshakeTimeout=0)
    factory.protocol = WebSocketServerProtocol
    protocol = factory.buildProtocol(None)
    protocol.makeConnection(StringTransport())
    state = {**vars(protocol), "current_frame": None, "inside_message": False}
    differing = {name for name, value in INITIAL.items() if name in state and state[name] != value}
    assert set(INITIAL) <= set(state)
    # These are shared on purpose instead of being equal.
    assert differing == {"trafficStats", "send_queue", "_transport_details"}
