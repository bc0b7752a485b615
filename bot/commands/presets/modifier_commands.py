"""`/mod`: modifiers of one's own and of the conversation are added, listed, shown, removed and shared."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Kind
from bot.commands.confirmation import code_for, confirms
from bot.commands.presets.modifiers import (
    MAX_MODIFIERS,
    MAX_TEXT_LENGTH,
    MAX_WORD_LENGTH,
    WORD,
    Modifier,
    Modifiers,
)
from bot.commands.prompt_text import WITHHELD, shortened
from bot.commands.request_builder import style_text
from bot.commands.router import Router
from bot.commands.settings.settings_commands import size_text
from bot.grammar.argument_words import CONFIRM, HERE, MODIFIER_ACTION_BY_WORD
from bot.grammar.option_values import ratio_text, resolution_text
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext
from bot.intake.permissions import may_here
from bot.intake.preferences import MAX_NO_LENGTH
from bot.intake.reply import Reply, ReplyButton, ReplyLine, respond
from bot.intake.speaker import Speaker
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ModifierRow

KEPT_OPTIONS = frozenset({"style", "size", "ratio", "area", "transparent", "no"})


@dataclass(frozen=True, slots=True)
class ModifierCommands:
    """`/mod add|list|show|remove|share`."""

    modifiers: Modifiers
    texts: Texts

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"mod": self.mod})

    def mod(self, tx: Tx, context: CommandContext) -> None:
        """Run the action that the first word names; without words, list the modifiers."""
        words = context.parsed.text.split()
        action = MODIFIER_ACTION_BY_WORD.get(fold(words[0])) if words else "list"
        # In `/mod show +cyber` the parser has moved `cyber` to `modifiers`: put it in front of the words again.
        rest = [*context.parsed.modifiers, *words[1:]]
        if action == "list":
            reply = self._list(tx, context.speaker)
        elif action is None or not rest:
            reply = _line("mod-usage")
        elif action == "add":
            reply = self._add(tx, context, rest[0], " ".join(rest[1:]))
        else:
            word = rest[0].lstrip("+＋")
            here = len(rest) > 1 and fold(rest[1]) in HERE
            if action == "show":
                reply = self._show(tx, context.speaker, word)
            elif action == "share":
                reply = self._share(tx, context.speaker, word)
            elif context.linked and not self._confirmed(tx, context, word, rest, here=here):
                reply = self._ask(tx, context, word, here=here)
            else:
                reply = self._remove(tx, context.speaker, word, here=here)
        respond(tx, context, reply)

    def _confirmed(self, tx: Tx, context: CommandContext, word: str, rest: list[str], *, here: bool) -> bool:
        action = f"mod {fold(word)} {here}"
        return fold(" ".join(rest[-2:-1])) in CONFIRM and confirms(tx, context.speaker.person.id, action, rest[-1])

    def _ask(self, tx: Tx, context: CommandContext, word: str, *, here: bool) -> Reply:
        """A link may have sent these words: the answer's button holds the code with which they are carried out."""
        code = code_for(tx, context.speaker.person.id, f"mod {fold(word)} {here}")
        typed = f"/mod remove {word} {'here ' if here else ''}yes {code}"
        button: ReplyButton = ("mod-remove-yes", {}, "", typed)
        return Reply((ReplyLine("mod-remove-ask", {"word": word[:40]}),), ((button,),))

    def _add(self, tx: Tx, context: CommandContext, word: str, text: str) -> Reply:
        word = word.lstrip("+＋").rstrip(",，:：")
        options = {name: value for name, value in context.parsed.options.items() if name in KEPT_OPTIONS}
        if not WORD.fullmatch(word) or len(word) > MAX_WORD_LENGTH:
            return _line("mod-bad-word", word=word[:40], limit=MAX_WORD_LENGTH)
        if not text and not options:
            return _line("mod-usage")
        if len(text) > MAX_TEXT_LENGTH or len(options.get("no", "")) > MAX_NO_LENGTH:
            return _line("mod-too-long", limit=MAX_TEXT_LENGTH, no=MAX_NO_LENGTH)
        mine = self.modifiers.listed(tx, context.speaker, "person")
        if len(mine) >= MAX_MODIFIERS and fold(word) not in {fold(m.word) for m in mine}:
            return _line("mod-too-many", limit=MAX_MODIFIERS)
        modifier = Modifier(word, text, "person", options)
        self._put(tx, context.speaker, modifier, context.speaker.person.id)
        return Reply((ReplyLine("mod-added", {"word": word}), *self._lines(context.speaker, modifier)))

    def _put(self, tx: Tx, speaker: Speaker, modifier: Modifier, owner_id: int) -> None:
        tx.run(
            "modifiers.put",
            scope=modifier.scope,
            owner_id=owner_id,
            word=modifier.word,
            folded=fold(modifier.word),
            text=modifier.text,
            options=modifier.options_json(),
            person_id=speaker.person.id,
            now=tx.now,
        )

    def _lines(self, speaker: Speaker, modifier: Modifier) -> tuple[ReplyLine, ...]:
        """What a modifier adds, in one or two lines."""
        lines = [ReplyLine("mod-line", {"word": modifier.word, "text": shortened(modifier.text, 160) or "…"})]
        options = modifier.options
        facts = []
        if "style" in options:
            facts.append(self.texts.say(speaker.language, style_text(options["style"])))
        if "size" in options:
            facts.append(size_text(str(options["size"])))
        if "ratio" in options:
            facts.append(ratio_text(options["ratio"]))
        if "area" in options:
            facts.append(resolution_text(options["area"]))
        if "transparent" in options:
            facts.append(self.texts.say(speaker.language, "fact-transparent"))
        if facts:
            lines.append(ReplyLine("mod-line-options", {"options": " · ".join(facts)}))
        if "no" in options:
            lines.append(ReplyLine("mod-line-no", {"no": shortened(options["no"], 120)}))
        return tuple(lines)

    def _list(self, tx: Tx, speaker: Speaker) -> Reply:
        lines: list[ReplyLine] = []
        for scope in ("person", "conversation"):
            if found := self.modifiers.listed(tx, speaker, "person" if scope == "person" else "conversation"):
                lines.append(ReplyLine(f"mod-head-{scope}"))
                shown = scope == "conversation" or speaker.conversation.direct
                lines += [
                    ReplyLine(
                        "mod-line", {"word": m.word, "text": (shortened(m.text, 60) or "…") if shown else WITHHELD}
                    )
                    for m in found
                ]
        lines.append(ReplyLine("mod-head-house"))
        lines += [
            ReplyLine("mod-line", {"word": m.words[0 if speaker.language == "en" else -1], "text": shortened(text, 60)})
            for m in self.modifiers.presets.all_modifiers()
            for text in (m.text.for_language(speaker.language),)
        ]
        return Reply((*lines, ReplyLine("mod-foot")))

    def _show(self, tx: Tx, speaker: Speaker, word: str) -> Reply:
        modifier = self.modifiers.find(tx, speaker, word)
        if modifier is None:
            return self._unknown(tx, speaker, word)
        return Reply((*self._lines(speaker, modifier), ReplyLine(f"mod-of-{modifier.scope}")))

    def _unknown(self, tx: Tx, speaker: Speaker, word: str) -> Reply:
        near = self.modifiers.nearest(tx, speaker, word)
        text_id = "unknown-modifier-near" if near else "unknown-modifier"
        return _line(text_id, word=word[:40], near=near or "")

    def _remove(self, tx: Tx, speaker: Speaker, word: str, *, here: bool) -> Reply:
        """Remove a modifier of the person; with `here` one of the conversation, which the person who shared it and
        admins may."""
        if not here:
            if tx.run("modifiers.remove", scope="person", owner_id=speaker.person.id, folded=fold(word)):
                return _line("mod-removed", word=word[:40])
            shared = self._shared(tx, speaker, word)
            return _line("mod-remove-here", word=word[:40]) if shared else self._unknown(tx, speaker, word)
        if (shared := self._shared(tx, speaker, word)) is None:
            return self._unknown(tx, speaker, word)
        if not may_here(speaker, Kind.MODIFIER, Action.CHANGE, shared):
            return _line("mod-not-yours", word=word[:40])
        tx.run("modifiers.remove", scope="conversation", owner_id=speaker.conversation.id, folded=fold(word))
        return _line("mod-removed", word=word[:40])

    def _shared(self, tx: Tx, speaker: Speaker, word: str) -> int | None:
        """The id of the person who shared the conversation's modifier of that name."""
        row = tx.one(
            ModifierRow, "modifiers.one", scope="conversation", owner_id=speaker.conversation.id, folded=fold(word)
        )
        return int(row.person_id) if row else None

    def _share(self, tx: Tx, speaker: Speaker, word: str) -> Reply:
        """Share one's own with the conversation. A name that another person has shared cannot be replaced."""
        mine = next((m for m in self.modifiers.listed(tx, speaker, "person") if fold(m.word) == fold(word)), None)
        if mine is None:
            return self._unknown(tx, speaker, word)
        owner = self._shared(tx, speaker, word)
        if owner is not None and not may_here(speaker, Kind.MODIFIER, Action.CHANGE, owner):
            return _line("mod-not-yours", word=word[:40])
        if owner is None and len(self.modifiers.listed(tx, speaker, "conversation")) >= MAX_MODIFIERS:
            return _line("mod-too-many-here", limit=MAX_MODIFIERS)
        shared = Modifier(mine.word, mine.text, "conversation", mine.options)
        self._put(tx, speaker, shared, speaker.conversation.id)
        return _line("mod-shared", word=mine.word)


def _line(text_id: str, **arguments: object) -> Reply:
    return Reply((ReplyLine(text_id, dict(arguments)),))
