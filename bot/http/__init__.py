"""An HTTP server that strangers may reach: every resource that one connection takes is bounded, and all of them together.

`Listener` accepts connections and closes those that take too long; `bodies` reads requests; `Throttle` counts tries.
"""

from bot.http.addresses import Forwarding, group_of
from bot.http.bodies import BodyTooLarge, BodyTooSlow, BrokenBody, chunks_of, read_body, refuse_encoded
from bot.http.descriptors import allow_descriptors, connections_allowed
from bot.http.listener import Listener, meter, runner_of, vouch
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
    "meter",
    "read_body",
    "refuse_encoded",
    "runner_of",
    "vouch",
]
