"""The studio: an embedded stand-in for DashScope, with a painter. `Studio` is the server; see docs/studio.md."""

from studio.server.faults import Fault
from studio.server.options import Durations, Settings, StudioOptions
from studio.server.server import Studio, run_studio

__all__ = ["Durations", "Fault", "Settings", "Studio", "StudioOptions", "run_studio"]
