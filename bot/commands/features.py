"""All features of the chat, built and registered: commands and buttons in one router, renderers by kind of post, loops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapter_api import Adapter
from bot.commands.assistant.assistant_commands import AssistantCommands
from bot.commands.assistant.rendering import CallRenderer
from bot.commands.batch.batch_commands import BatchCommands
from bot.commands.batch.batches import Batches
from bot.commands.batch.feeder import BatchFeeder
from bot.commands.batch.rendering import BatchRenderer
from bot.commands.blend.blend_commands import BlendCommands
from bot.commands.blend.rendering import BlendRenderer
from bot.commands.export import ExportCommand
from bot.commands.forget import ForgetCommand
from bot.commands.gallery.gallery_commands import GalleryCommands
from bot.commands.history.history_commands import HistoryCommands
from bot.commands.history.rendering import HistoryRenderer
from bot.commands.information import InformationCommands
from bot.commands.jobs.listing import ListingCommands
from bot.commands.jobs.removal import RemovalCommands
from bot.commands.models.models_commands import ModelsCommands
from bot.commands.models.panel import ModelsPanel
from bot.commands.offered_commands import offered_commands
from bot.commands.operating.admin_commands import AdminCommands
from bot.commands.operating.panel import AdminPanel
from bot.commands.paint.edit_commands import EditCommands
from bot.commands.paint.paint_commands import PaintCommands
from bot.commands.paint.service import PaintService
from bot.commands.plain_text import PlainTextHandler
from bot.commands.presets.modifier_commands import ModifierCommands
from bot.commands.presets.scenes import SceneCommands
from bot.commands.questions import Questions
from bot.commands.quota import QuotaCommand
from bot.commands.router import Router
from bot.commands.sessions.contribution_commands import ContributionCommands
from bot.commands.sessions.hooks import SessionUpdates
from bot.commands.sessions.session_commands import SessionCommands
from bot.commands.settings.panel import SettingsPanel
from bot.commands.settings.settings_commands import SettingsCommands
from bot.intake.admission import Admission
from bot.media.storage.picture_store import PictureStore
from bot.operating import Installation
from bot.operating.announcements import AnnouncementLoop, AnnouncementRenderer
from bot.outbox.renderers import Renderer
from bot.outbox.sheets import LabelledSheetMaker, Sampler
from bot.retention.deletion_loop import DeletionLoop
from bot.retention.erasure import Eraser
from bot.retention.export_loop import ExportLoop, ExportRenderer
from bot.retention.file_removal import FileRemoval
from bot.runtime.texts import Texts
from bot.sessions.service import SessionService
from bot.store import Store
from bot.store.loops import Loop


@dataclass(frozen=True, slots=True)
class Features:
    """What the update worker is given, renderers by the kind of subject, and the loops that must run."""

    router: Router
    sessions: SessionUpdates
    plain_text: PlainTextHandler
    renderers: Mapping[str, Renderer]
    loops: tuple[Loop, ...]


def build_features(
    paints: PaintService,
    sessions: SessionService,
    store: Store,
    texts: Texts,
    pictures: PictureStore,
    sampler: Sampler | None,
    adapters: Mapping[str, Adapter],
) -> Features:
    """`sampler` paints the examples of scenes, where the studio is installed; `adapters` are told who is to be forgotten."""
    manager, modifiers, router = paints.manager, paints.modifiers, Router()
    batches, eraser = Batches(manager), Eraser(manager, adapters)
    paint = PaintCommands(paints)
    scenes = SceneCommands(paints, modifiers.presets, texts, sampler is not None)
    gallery = GalleryCommands(texts, adapters)
    questions = Questions(router, adapters)
    blends = BlendCommands(paints, questions)
    edits = EditCommands(paints, questions, blends)
    plain_text = PlainTextHandler(router, paints, paint, questions, edits, blends)
    removal = RemovalCommands(manager)
    installation = Installation(manager, Admission(manager.settings.access))
    panel = AdminPanel(installation, texts)
    for feature in (
        paint,
        edits,
        blends,
        ListingCommands(manager),
        removal,
        HistoryCommands(removal, texts),
        InformationCommands(manager.settings.zone, offered_commands(manager.settings)),
        QuotaCommand(manager),
        SettingsCommands(),
        ModelsCommands(manager.roles),
        ModifierCommands(modifiers, texts),
        scenes,
        BatchCommands(paints, batches, texts),
        gallery,
        ForgetCommand(eraser),
        ExportCommand(manager.settings.zone),
        AssistantCommands(paints),
        AdminCommands(installation, panel),
        SessionCommands(sessions, modifiers, paints.builder, questions),
        ContributionCommands(sessions, modifiers),
        questions,
    ):
        feature.register(router)
    return Features(
        router,
        SessionUpdates(sessions),
        plain_text,
        renderers={
            "admin": panel.render,
            "announcement": AnnouncementRenderer(texts).render,
            "settings": SettingsPanel(texts, manager.roles).panel,
            "models": ModelsPanel(manager.roles, texts).render,
            "scenes": scenes.render,
            "batch": BatchRenderer(batches, texts).batch,
            "blend": BlendRenderer(manager, texts).render,
            "gallery": gallery.render,
            "export": ExportRenderer(texts).render,
            "call": CallRenderer(texts).render,
            "history": HistoryRenderer(texts).render,
        },
        loops=(
            BatchFeeder(store, batches),
            AnnouncementLoop(store, manager.settings.language),
            ExportLoop(store, pictures, adapters),
            LabelledSheetMaker(store, pictures, sampler),
            DeletionLoop(store, eraser, FileRemoval(store, pictures, eraser.deliveries), manager.settings.keeping),
        ),
    )
