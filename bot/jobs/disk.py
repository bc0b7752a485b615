"""Free disk space: new requests are refused while there is no room for their pictures."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

LOW_DISK_WARNING_FACTOR = 2
"""The operator is warned when free space is below this multiple of the limit at which requests are refused."""


@dataclass(slots=True)
class DiskSpace:
    """Whether there is room for new pictures, and whether there soon will not be. Written by the maintenance loop, read
    wherever a request is accepted."""

    low: bool = False
    nearly_low: bool = False

    def check(self, folder: Path, low_disk_bytes: int) -> bool:
        """Look at the file system of `folder`; True if there is room."""
        free = shutil.disk_usage(folder).free
        self.low = free < low_disk_bytes
        self.nearly_low = free < LOW_DISK_WARNING_FACTOR * low_disk_bytes
        return not self.low
