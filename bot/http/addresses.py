"""The client's address of a request; behind a configured reverse proxy from X-Forwarded-For."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web


def group_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network that an IPv6 customer gets at least."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    if (mapped := parsed.ipv4_mapped) is not None:
        return str(mapped)
    return str(ip_network((parsed, 64), strict=False))


HOPS = 16
"""How many addresses of X-Forwarded-For are read: a header may hold tens of thousands, which took 0.3 s per request."""


class Forwarding:
    """The peers whose X-Forwarded-For is believed. `proxies` are addresses or networks; empty: none.

    A client that reaches the port directly could write any address into that header, so its own address counts.
    """

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        self._proxies = tuple(ip_network(proxy, strict=False) for proxy in proxies)

    def is_proxy(self, address: str) -> bool:
        """Whether the peer at this address is a configured proxy."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
        return any((mapped or parsed) in network for network in self._proxies)

    def client(self, request: web.BaseRequest) -> str:
        """The group of addresses that a request comes from."""
        remote = request.remote or "?"
        if self.is_proxy(remote) and (chain := request.headers.getall("X-Forwarded-For", [])):
            # Each proxy appends the peer that it saw, so the first from the right that is no proxy of ours is the client.
            for hop in reversed(",".join(chain).rsplit(",", HOPS)[-HOPS:]):
                if (hop := hop.strip()) and not self.is_proxy(hop):
                    return group_of(hop)
        return group_of(remote)
