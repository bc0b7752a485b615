"""From the settings to the place where pictures are kept."""

from __future__ import annotations

from bot.media.picture_store import FolderPictures, PictureStore
from config.settings import Settings, SettingsError


def open_pictures(settings: Settings) -> PictureStore:
    """A folder in the data folder, or the bucket of `pictures.url`. Raises SettingsError if that is no such URL."""
    if not settings.pictures.url:
        return FolderPictures(settings.data_dir / "pictures")
    # Imported here: whoever keeps pictures in a folder need not load a client for object storage.
    from bot.media.bucket import s3_bucket

    try:
        return s3_bucket(settings.pictures)
    except ValueError as error:
        raise SettingsError(str(error)) from None
