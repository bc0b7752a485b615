"""An HTTP server for the open internet: every resource is limited, for one connection and for all together.

`Listener` accepts connections, `eviction` says which are closed; `bodies` reads requests; `Throttle` limits rates;
`monitoring` has the routes for health and metrics.
"""

from bot.http.addresses import Forwarding, group_of
from bot.http.bodies import BodyTooLarge, BodyTooSlow, BrokenBody, chunks_of, read_body, refuse_encoded
from bot.http.descriptors import allow_descriptors, connections_allowed
from bot.http.listener import Listener, runner_of
from bot.http.request_connection import mark_authenticated, meter
from bot.http.throttle import Throttle

__all__ = [
    "BodyTooLarge",
    "BodyTooSlow",
    "BrokenBody",
    "Forwarding",
    "Listener",
    "Throttle",
    "allow_descriptors",
    "chunks_of",
    "connections_allowed",
    "group_of",
    "mark_authenticated",
    "meter",
    "read_body",
    "refuse_encoded",
    "runner_of",
]
