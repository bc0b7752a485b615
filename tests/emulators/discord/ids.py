"""Snowflakes: ids that carry their time."""

from tests.emulators.clock import Clock

EPOCH_MS = 1_420_070_400_000
_DAY_MS = 24 * 3600 * 1000


class Ids:
    """Makes every id of one emulated service, each greater than the one before as long as the clock does not go back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made = 0

    def new(self) -> str:
        """The id of something that is made now."""
        return self.at(self._clock.now())

    def old(self) -> str:
        """The id of something that was made long ago: an account, a server. Neighbours differ in time, so that servers are
        spread over shards."""
        return str((int(self._clock.now() * 1000) - EPOCH_MS - 400 * _DAY_MS + self._next()) << 22)

    def at(self, moment: float) -> str:
        """The id of something that was made at `moment` (unix seconds)."""
        return str((int(moment * 1000) - EPOCH_MS) << 22 | self._next())

    def _next(self) -> int:
        self._made += 1
        assert self._made < 1 << 22, "the counter of an id has 22 bits"
        return self._made


def made_at(snowflake: str) -> float:
    """When the thing with this id was made, in unix seconds."""
    return ((int(snowflake) >> 22) + EPOCH_MS) / 1000
