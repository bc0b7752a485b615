"""Open the picture store that the settings name."""

from __future__ import annotations

from bot.media.storage.folder_store import FolderPictureStore
from bot.media.storage.picture_store import PictureStore
from config.settings import Settings, SettingsError


def open_picture_store(settings: Settings) -> PictureStore:
    """A folder in the data folder, or the bucket of `pictures.url`. Raises SettingsError if the URL is malformed."""
    if not settings.pictures.url:
        return FolderPictureStore(settings.data_dir / "pictures")
    # Imported here: with a folder, the client for object storage is not loaded.
    from bot.media.storage.s3_store import open_s3_store

    try:
        return open_s3_store(settings.pictures)
    except ValueError as error:
        raise SettingsError(str(error)) from None
