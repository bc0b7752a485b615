"""What the bot knows of its people, put together: settings, modifiers, scenes, many at once, the gallery, forgetting.

`bot.app` gives this the parts and puts what comes back where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.admin_desk import AdminDesk
from bot.chat.batches import BatchDesk, BatchFeeder, BatchRenderer
from bot.chat.boards import BoardMaker, Sampler
from bot.chat.commands import CommandHandler, Commands
from bot.chat.forget import ForgetDesk, Forgetter
from bot.chat.gallery_desk import GalleryDesk
from bot.chat.many import Batches
from bot.chat.modifier_desk import ModifierDesk
from bot.chat.presses import PressHandler
from bot.chat.scenes import SceneDesk
from bot.chat.settings_desk import SettingsDesk
from bot.chat.settings_panel import SettingsPanel
from bot.chat.sweeper import Sweeper
from bot.loops import Loop
from bot.messages import Adapter
from bot.pictures.keeping import PictureStore
from bot.posts.rendering import Renderer
from bot.store import Store
from bot.texts import Texts


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
    batches, forgetter = Batches(manager), Forgetter(manager, adapters)
    settings = SettingsDesk()
    modifiers = ModifierDesk(commands.modifiers, texts)
    scenes = SceneDesk(commands, house, texts, sampler is not None)
    several = BatchDesk(commands, batches, texts)
    gallery = GalleryDesk(commands, texts, adapters)
    forget = ForgetDesk(forgetter)
    admin = AdminDesk()
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
            BoardMaker(store, pictures, sampler),
            Sweeper(store, forgetter, pictures, manager.settings.keeping),
        ),
    )
