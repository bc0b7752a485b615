"""The studio: an embedded stand-in for DashScope, with a painter. `Studio` serves; docs/studio.md tells all of it."""

from bot.studio.faults import Fault
from bot.studio.options import Durations, Settings, StudioOptions
from bot.studio.server import Studio, run_studio

__all__ = ["Durations", "Fault", "Settings", "Studio", "StudioOptions", "run_studio"]
