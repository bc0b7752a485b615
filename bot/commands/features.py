"""What the bot knows of its people, put together: settings, modifiers, scenes, many at once, the gallery, forgetting.

`bot.app` gives this the parts and puts what comes back where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapter_api import Adapter
from bot.commands.admin import AdminCommands
from bot.commands.batch.batches import BatchCommands, BatchFeeder, BatchRenderer
from bot.commands.batch.many import Batches
from bot.commands.callbacks import PressHandler
from bot.commands.commands import CommandHandler, Commands
from bot.commands.forget import ForgetCommand
from bot.commands.gallery.gallery_commands import GalleryCommands
from bot.commands.presets.modifier_commands import ModifierCommands
from bot.commands.presets.scenes import SceneCommands
from bot.commands.settings.panel import SettingsPanel
from bot.commands.settings.settings_commands import SettingsCommands
from bot.media.storage.picture_store import PictureStore
from bot.outbox.renderers import Renderer
from bot.outbox.sheets import LabelledSheetMaker, Sampler
from bot.retention.erasure import Eraser
from bot.retention.files import FileSweeper
from bot.runtime.texts import Texts
from bot.store import Store
from bot.store.loops import Loop


@dataclass(frozen=True, slots=True)
class Features:
    """Commands and button verbs by name, renderers by the kind of subject, and the loops that must run."""

    commands: Mapping[str, CommandHandler]
    presses: Mapping[str, PressHandler]
    renderers: Mapping[str, Renderer]
    loops: tuple[Loop, ...]


def features(
    commands: Commands,
    store: Store,
    texts: Texts,
    pictures: PictureStore,
    sampler: Sampler | None,
    adapters: Mapping[str, Adapter],
) -> Features:
    """Everything of this file's rooms. `sampler` paints the examples of scenes, where the studio is installed; `adapters` are
    told who is to be forgotten."""
    manager, house = commands.manager, commands.modifiers.house
    batches, forgetter = Batches(manager), Eraser(manager, adapters)
    settings = SettingsCommands()
    modifiers = ModifierCommands(commands.modifiers, texts)
    scenes = SceneCommands(commands, house, texts, sampler is not None)
    several = BatchCommands(commands, batches, texts)
    gallery = GalleryCommands(commands, texts, adapters)
    forget = ForgetCommand(forgetter)
    admin = AdminCommands()
    return Features(
        commands={
            "settings": settings.command,
            "mod": modifiers.command,
            "scene": scenes.command,
            "compare": several.compare,
            "many": several.many,
            "gallery": gallery.command,
            "star": gallery.star,
            "forget": forget.command,
            "hold": admin.hold,
            "release": admin.release,
        },
        presses={
            "set": settings.press,
            "batch": several.press,
            "gal": gallery.press,
            "show": gallery.show_press,
            "star": gallery.star_press,
            "forget": forget.press,
        },
        renderers={
            "settings": SettingsPanel(texts).panel,
            "scenes": scenes.render,
            "batch": BatchRenderer(batches, texts).batch,
            "gallery": gallery.render,
        },
        loops=(
            BatchFeeder(store, batches),
            LabelledSheetMaker(store, pictures, sampler),
            FileSweeper(store, forgetter, pictures, manager.settings.keeping),
        ),
    )
