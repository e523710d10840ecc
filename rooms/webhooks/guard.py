"""Never to where only this machine can go (S6): a name is looked up once, and what was checked is connected to.

A second look-up could be answered differently (DNS rebinding), so there is none: the connection is made to
the very address that passed, while TLS and the Host header keep the name.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

type IP = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network
type Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

TRIED = 3  # addresses of one name
# What wraps an IPv4 address could carry a private one through any check of the outside.
# Documentation, which older Pythons call global.
NOWHERE = IPv6Network("3fff::/20")
WRAPPERS = tuple(
    IPv6Network(one)
    for one in (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)
GLOBAL_UNICAST = IPv6Network("2000::/3")


class Refused(Exception):
    """The address is one that webhooks may not reach; nothing was connected to."""


def is_public(ip: IP) -> bool:
    """Whether anybody on the Internet can reach it: not private, loopback, link-local, shared, multicast, wrapped."""
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if isinstance(ip, IPv6Address):
        return ip in GLOBAL_UNICAST and not any(ip in network for network in (NOWHERE, *WRAPPERS))
    return True


def may_reach(ip: IP, allowed: Sequence[Network]) -> bool:
    return is_public(ip) or any(ip.version == network.version and ip in network for network in allowed)


def is_refused_literally(host: str, allowed: Sequence[Network]) -> bool:
    """For an early word to whoever types it: the host is an IP address, and one that may not be reached."""
    try:
        return not may_reach(ip_address(host), allowed)
    except ValueError:
        return host == "localhost" and not may_reach(ip_address("127.0.0.1"), allowed)


async def resolve(host: str, port: int) -> Sequence[str]:
    """As the operating system resolves names. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, all of them through the check. `allowed` is what the operator lets pass."""

    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **options: Any
    ) -> httpcore.AsyncNetworkStream:
        """Raises Refused, or what httpcore raises."""
        addresses = await self.addresses(host, port)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, *args, **options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, *args, **options)

    async def connect_unix_socket(self, path: str, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        raise Refused("A webhook goes to no socket of this machine.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The checked addresses of a host, at most TRIED. One that may not be reached spoils them all."""
        try:
            found = [ip_address(one) for one in await self._resolve(host, port)]
        except (OSError, UnicodeError):
            raise httpcore.ConnectError(f"{host} cannot be found.") from None
        except ValueError:  # with a zone, "fe80::1%eth0": a link-local one
            raise Refused(f"{host} is not a public address.") from None
        if not found:
            raise httpcore.ConnectError(f"{host} cannot be found.")
        if not all(may_reach(ip, self._allowed) for ip in found):
            raise Refused(f"{host} is not a public address.")
        return [str(ip) for ip in found[:TRIED]]
