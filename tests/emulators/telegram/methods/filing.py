"""getFile."""

from __future__ import annotations

from ..errors import bad_request
from ..state import Json
from .context import Context, method


@method("getFile")
async def get_file(ctx: Context) -> Json:
    file_id = ctx.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    world = ctx.world
    file = world.files.by_id(ctx.bot.id, file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > world.file_limits.download_bytes:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
        "file_path": world.files.path_for(ctx.bot.id, file, world.now()),
    }
