"""Whose request it is, as far as an address can tell: behind a reverse proxy the proxy's word, but only a proxy's."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from aiohttp import web


def group_of(address: str) -> str:
    """What counts as one stranger: an IPv4 address, or the /64 network that one IPv6 customer gets at least."""
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
"""Of a chain of proxies that are looked at: a header may have room for tens of thousands, which took 0.3 s for each request."""


class Forwarding:
    """Which peers may say for whom they ask. `proxies` are addresses or networks; empty: nobody may.

    A client that reaches the port beside the proxy writes any X-Forwarded-For it likes: its own address counts.
    """

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        self._proxies = tuple(ip_network(proxy, strict=False) for proxy in proxies)

    def is_proxy(self, address: str) -> bool:
        """Whether the peer at this address is a configured proxy."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None)
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
