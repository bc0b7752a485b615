"""Commands as forms, and what is suggested while a field is filled in: implements `bot.adapter_api.forms.HasForms`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.access import Action, Decision, Principal, decide
from bot.adapter_api import CommandForm, Conversation, FormField, Suggested, Suggestion
from bot.commands.presets.presets import Presets
from bot.commands.prompt_text import shortened
from bot.commands.request_builder import edit_command, style_text
from bot.grammar import vocabulary
from bot.grammar.callback_data import EditPromptCallback, unpacked
from bot.grammar.form_fields import PRIVATE, fields_of
from bot.grammar.vocabulary import fold
from bot.intake.permissions import job_resource
from bot.jobs import money
from bot.jobs.stored_request import request_or_blank, stored_or_blank
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Store, Tx
from bot.store.rows import ConversationRow, JobRow, ModifierRow, PersonRow
from bot.upstream.catalogue import Catalogue

RECENT_JOBS = 50
"""A person's newest jobs, among which those that match are suggested."""
SHOWN_WORDS = 60
_Named = tuple[str, str, tuple[str, ...]]
"""A suggestion before it is matched: label, value, and the spellings that typed words are compared with."""


@dataclass(frozen=True, slots=True)
class PlatformForms:
    """The forms for one platform, named by `platform`."""

    platform: str
    store: Store
    texts: Texts
    presets: Presets
    catalogue: Catalogue
    commands: Sequence[str]

    def forms(self) -> tuple[CommandForm, ...]:
        """See `HasForms`."""
        return tuple(self._form(name) for name in self.commands)

    async def suggest(
        self, user_id: str, place: Conversation, suggested: Suggested, typed: str, language: str, limit: int
    ) -> list[Suggestion]:
        """See `HasForms`."""
        typed = fold(typed[:100])
        match suggested:
            case "style":
                found: Iterable[_Named] = self._styles()
            case "model":
                found = self._models(language)
            case "scene":
                found = self._scenes(language)
            case "modifier":
                found = await self.store.read(self._modifiers, user_id, place, language)
            case "job":
                found = await self.store.read(self._jobs, user_id, place)
            case _:
                found = ()
        if suggested != "modifier":
            return _matching(found, typed, limit)
        # A field for several names: the last one is completed.
        before, _, last = typed.rpartition(" ")
        prefix = f"{before} " if before else ""
        return [Suggestion(each.label, prefix + each.value) for each in _matching(found, last.lstrip("+＋"), limit)]

    async def field_text(self, user_id: str, place: Conversation, action: str) -> str:
        """See `HasForms`."""
        pressed = unpacked(action)
        if not isinstance(pressed, EditPromptCallback):
            return ""
        return await self.store.read(self._edit_text, user_id, place, pressed.job)

    # --- forms

    def _form(self, name: str) -> CommandForm:
        fields = fields_of(name)
        words = vocabulary.COMMANDS[name]
        chinese = next((word for word in words if not word.isascii()), words[0])
        return CommandForm(
            name,
            {"en": name, "zh": chinese},
            self._in_all(f"menu-{name}"),
            fields,
            {each.name: self._in_all(_hint_of(each)) for each in fields},
            private=name in PRIVATE,
        )

    def _in_all(self, text_id: str) -> dict[str, str]:
        return {language: self.texts.say(language, text_id) for language in LANGUAGES}

    # --- suggestions

    def _styles(self) -> list[_Named]:
        """Both names in every label, so that either can be typed whatever the client's language."""
        return [
            (f"{self.texts.say('zh', style_text(name))} · {self.texts.say('en', style_text(name))}", name, words)
            for name, words in vocabulary.STYLES.items()
        ]

    def _models(self, language: str) -> list[_Named]:
        return [
            (
                self.texts.say(language, "form-model", name=name, price=money.yuan_text(model.plain_price_li)),
                name,
                (name,),
            )
            for name, model in self.catalogue.offered.items()
        ]

    def _scenes(self, language: str) -> list[_Named]:
        return [
            (scene.title.for_language(language), scene.word(language), (*scene.words, scene.title.zh, scene.title.en))
            for scene in self.presets.all_scenes()
        ]

    def _modifiers(self, tx: Tx, user_id: str, place: Conversation, language: str) -> list[_Named]:
        """The person's own, those of the conversation, the presets."""
        person, where = self._rows(tx, user_id, place)
        owners = (("person", person.id if person else 0), ("conversation", where.id if where else 0))
        rows = [
            row
            for scope, owner_id in owners
            if owner_id
            for row in tx.all(ModifierRow, "modifiers.of", scope=scope, owner_id=owner_id)
        ]
        named: dict[str, _Named] = {
            row.folded: (f"+{row.word} · {shortened(row.text, 50)}", row.word, (row.word,)) for row in rows[::-1]
        }
        for preset in self.presets.all_modifiers():
            word = preset.words[0 if language == "en" else -1]
            text = shortened(preset.text.for_language(language), 50)
            named.setdefault(fold(word), (f"+{word} · {text}", word, tuple(preset.words)))
        return list(named.values())

    def _jobs(self, tx: Tx, user_id: str, place: Conversation) -> list[_Named]:
        """The person's newest jobs that they may see in this conversation."""
        person, where = self._rows(tx, user_id, place)
        if person is None:
            return []
        viewer = Principal(person.id, where.id if where else 0, banned=bool(person.banned))
        found: list[_Named] = []
        for job in tx.all(JobRow, "jobs.recent_of_person", person_id=person.id, limit=RECENT_JOBS):
            if decide(viewer, Action.SEE, job_resource(tx, job.id)) is Decision.ALLOWED:
                prompt = stored_or_blank(job.id, job.request).prompt
                found.append((f"#{job.id} · {shortened(prompt, SHOWN_WORDS)}", str(job.id), (str(job.id), prompt)))
        return found

    def _edit_text(self, tx: Tx, user_id: str, place: Conversation, job_id: int) -> str:
        person, where = self._rows(tx, user_id, place)
        viewer = Principal(person.id if person else 0, where.id if where else 0, banned=bool(person and person.banned))
        if decide(viewer, Action.REPEAT, job_resource(tx, job_id)) is not Decision.ALLOWED:
            return ""
        job = tx.get(JobRow, "jobs.get", id=job_id)
        return edit_command(job.id, request_or_blank(job))

    def _rows(self, tx: Tx, user_id: str, place: Conversation) -> tuple[PersonRow | None, ConversationRow | None]:
        person = tx.one(PersonRow, "people.find_person", platform=self.platform, user_id=user_id)
        where = tx.one(
            ConversationRow,
            "people.find_conversation",
            platform=place.platform,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
        )
        return person, where


def _hint_of(field: FormField) -> str:
    """The text that says what a field is for: an option's, or that of a field which has no option of that name."""
    known = field.option in vocabulary.OPTIONS or field.option in vocabulary.FLAGS
    return f"option-{field.option}" if known else f"field-{field.name.rstrip('0123456789')}"


def _matching(found: Iterable[_Named], typed: str, limit: int) -> list[Suggestion]:
    """Those with a spelling that begins with what was typed, then those that contain it."""

    def rank(of: Callable[[str], bool]) -> list[_Named]:
        return [each for each in listed if any(map(of, map(fold, each[2])))]

    listed = list(found)
    ranked = [*rank(lambda word: word.startswith(typed)), *rank(lambda word: typed in word)] if typed else listed
    return [Suggestion(label, value) for label, value, _ in dict.fromkeys(ranked)][:limit]
