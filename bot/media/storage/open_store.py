"""From the settings to the place where pictures are kept."""

from __future__ import annotations

from bot.media.storage.folder_store import FolderPictureStore
from bot.media.storage.picture_store import PictureStore
from config.settings import Settings, SettingsError


def open_picture_store(settings: Settings) -> PictureStore:
    """A folder in the data folder, or the bucket of `pictures.url`. Raises SettingsError if that is no such URL."""
    if not settings.pictures.url:
        return FolderPictureStore(settings.data_dir / "pictures")
    # Imported here: whoever keeps pictures in a folder need not load a client for object storage.
    from bot.media.storage.s3_store import open_s3_store

    try:
        return open_s3_store(settings.pictures)
    except ValueError as error:
        raise SettingsError(str(error)) from None
