"""The studio inside another process, which paints with it instead of DashScope."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from bot.runtime.clock import Clock

PAINTER_LIBRARIES = ("numpy", "cv2")
"""What the painter needs: the extra `studio`, which an installation with an API key does not need."""


class LibrariesMissing(Exception):
    """The studio cannot paint: the libraries of the extra `studio` are not installed."""


def can_paint() -> bool:
    """Whether the painter's libraries are installed."""
    return all(find_spec(name) for name in PAINTER_LIBRARIES)


@asynccontextmanager
async def embedded_studio(data_dir: Path, clock: Clock) -> AsyncIterator[tuple[str, str]]:
    """Serve the studio on a free port; yields its base URL and an API key. Raises LibrariesMissing."""
    if not can_paint():
        raise LibrariesMissing
    from studio.server import Studio, StudioOptions

    # Without the trial words, which make a task hang: one person could hold up everybody with them.
    studio = Studio(StudioOptions(data_dir=data_dir / "studio", trial_words=False), clock)
    try:
        base_url = await studio.start()
        yield base_url, await asyncio.to_thread(_api_key, data_dir / "studio.key")
    finally:
        await studio.stop()


def _api_key(path: Path) -> str:
    """The API key, made at the first start and kept: a task belongs to the account of the key that submitted it, so
    with a new key the pictures that were being painted when the process stopped could not be fetched."""
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"sk-{secrets.token_hex(8)}")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return path.read_text(encoding="ascii")
