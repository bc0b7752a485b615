"""`/scene`: presets for a purpose. `/scene poster moon festival` sets wording, style and shape; `/scene` lists them all."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.adapter_api import PlatformCapabilities, PostView
from bot.commands.paint.service import PaintService
from bot.commands.presets.modifiers import merge_options
from bot.commands.presets.presets import Presets, ScenePreset
from bot.commands.router import Router
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext
from bot.intake.reply import one_line, respond
from bot.outbox import desired, sheets
from bot.outbox.renderers import Rendered
from bot.outbox.sheets import SheetCell
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import PostRow

SAMPLE_SIDE_PX = 384
SAMPLE_SEED = 7


@dataclass(frozen=True, slots=True)
class SceneCommands:
    """`/scene`. `has_samples`: whether the studio is installed, which paints the examples."""

    paints: PaintService
    presets: Presets
    texts: Texts
    has_samples: bool

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"scene": self.scene})

    def scene(self, tx: Tx, context: CommandContext) -> None:
        """List the scenes, or paint a subject in one of them."""
        variants = []
        for each in context.parsed.variants or (context.parsed,):
            word, _, subject = each.text.strip().partition(" ")
            if not word and not each.modifiers:
                self._list(tx, context)
                return
            scene = self.presets.scenes.get(fold(word))
            if scene is None:
                near = self.presets.nearest_scene(word) if word else None
                text_id = "unknown-scene-near" if near else "unknown-scene"
                respond(tx, context, one_line(text_id, word=word[:40], near=near or ""))
                return
            if not subject.strip():
                language = context.speaker.language
                example = {"word": scene.word(language), "sample": scene.sample.for_language(language)}
                reply = one_line("scene-needs-words", title=scene.title.for_language(language), **example)
                respond(tx, context, reply)
                return
            variants.append(apply_scene(scene, each, subject.strip()))
        whole = replace(variants[0], variants=tuple(variants) if len(variants) > 1 else ())
        self.paints.paint(tx, context, whole, "scene")

    def _list(self, tx: Tx, context: CommandContext) -> None:
        subject = f"scenes:{context.inbox_id}"
        language = context.speaker.language
        payload = {"language": language, "reply_to": context.reply_to, "board": ""}
        if self.has_samples:
            places = [_sample(scene, language) for scene in self.presets.all_scenes()]
            # The list belongs to no person: person 0.
            payload["board"] = sheets.ensure_sheet(tx, subject, 0, places, columns=4)
        desired.ensure(tx, context.speaker.conversation, subject, payload)

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The list of scenes; with the examples once they are painted. Renders the subjects `scenes:`."""
        data = json.loads(post.payload)
        language, key = data["language"], data["board"]
        state = sheets.state_of(tx, key) if key else ""
        if state == "wanted" and not capabilities.edits:
            return Rendered(None)  # One message, when the examples are there.
        lines = [self.texts.say(language, "scenes-head")]
        for scene in self.presets.all_scenes():
            word, title = scene.word(language), scene.title.for_language(language)
            lines.append(self.texts.say(language, "scenes-line", word=word, title=title))
        lines.append(self.texts.say(language, "scenes-foot"))
        picture = sheets.view_of(tx, key, lines[0]) if key else None
        if picture:
            lines.append(self.texts.say(language, "scenes-by-studio"))
        view = PostView(
            "\n".join(lines),
            picture=picture,
            reply_to=data["reply_to"],
            language=language,
            milestone="done" if picture else "notice",
        )
        return Rendered(view, final=state != "wanted")


def apply_scene(scene: ScenePreset, parsed: Parsed, subject: str) -> Parsed:
    """Apply a scene to a subject: insert it into the wording; options that were written override the scene's."""
    no = scene.no.for_text(subject)
    options = merge_options(parsed.options, ({**scene.options, **({"no": no} if no else {})},))
    return replace(parsed, text=scene.prompt(subject), options=options)


def _sample(scene: ScenePreset, language: str) -> SheetCell:
    """A scene's example, as a cell for the studio to paint."""
    ratio = float(scene.options.get("ratio", 1.0))
    width, height = SAMPLE_SIDE_PX, SAMPLE_SIDE_PX
    if ratio > 1:
        height = max(256, round(SAMPLE_SIDE_PX / ratio))
    else:
        width = max(256, round(SAMPLE_SIDE_PX * ratio))
    order = {
        # The subject alone: the studio reads single words, and the scene's wording is written for an image model.
        "prompt": scene.sample.en,
        "negative_prompt": scene.no.en,
        "style": scene.options.get("style", "auto"),
        "width": width,
        "height": height,
        "seed": SAMPLE_SEED,
    }
    return SheetCell(scene.title.for_language(language), scene.title.en, sample=order)
