"""Rules about words in prompts: adding and removing them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import field_validator

from bot.access import Action, Principal
from bot.grammar.option_values import Problem
from bot.grammar.word_rules import RuleAction, is_pattern, rule_text
from bot.intake.reply import ReplyLine
from bot.jobs.moderation import MAX_RULES
from bot.operating import readers
from bot.operating.act import Act, ActRefused, Installation, Parameter
from bot.store import Tx
from bot.store.rows import ConversationRow, WordRuleRow

_RULE = (Parameter("rule", readers.rule_action), Parameter("text", readers.rule_words, rest=True))


def rule_line(tx: Tx, text_id: str, rule: str, text: str, conversation: int) -> ReplyLine:
    """A text about a rule: what it does, its words, where it holds."""
    where = "everywhere" if not conversation else "there"
    place = readers.conversation_line(tx, conversation) if conversation else ""
    return ReplyLine(text_id, {"rule": rule, "text": text, "where": where, "place": place})


class AddWord(Act):
    """Add a rule that holds everywhere."""

    verb = "word-add"
    action: ClassVar[Action] = Action.MODERATE
    parameters: ClassVar[tuple[Parameter, ...]] = _RULE

    rule: RuleAction
    text: str
    conversation: int = 0

    @field_validator("text")
    @classmethod
    def _is_folded(cls, value: str) -> str:
        if rule_text(value) != value:
            raise ValueError("not as rules are compared")
        return value

    def title(self, tx: Tx) -> ReplyLine:
        return rule_line(tx, f"act-{self.verb}", self.rule, self.text, self.conversation)

    def effect(self, tx: Tx) -> ReplyLine:
        return ReplyLine(f"act-{self.verb}-effect", {"rule": self.rule})

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        there = tx.one(WordRuleRow, "moderation.rule_of_text", conversation_id=self.conversation, text=self.text)
        if there:
            return Problem("act-rule-there-already", {"id": there.id, "rule": there.action})
        if int(tx.value("moderation.count_rules")) >= MAX_RULES:
            return Problem("act-rules-too-many", {"most": MAX_RULES})
        if self.conversation and tx.one(ConversationRow, "people.conversation_by_id", id=self.conversation) is None:
            return Problem("admin-no-such-place", {"word": f"{self.conversation}"})
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        added = tx.one(
            WordRuleRow,
            "moderation.add_rule",
            conversation_id=self.conversation,
            kind="pattern" if is_pattern(self.text) else "word",
            action=self.rule,
            text=self.text,
            person_id=by.person,
            now=tx.now,
        )
        if added is None:
            raise ActRefused(Problem("act-rule-there-already", {"id": 0, "rule": self.rule}))
        return RemoveWord(number=added.id)


class AddWordIn(AddWord):
    """Add a rule that holds in one chat."""

    verb = "word-add-in"
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("conversation", readers.conversation), *_RULE)

    conversation: int


class RemoveWord(Act):
    """Remove a rule."""

    verb = "word-remove"
    action: ClassVar[Action] = Action.MODERATE
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("number", readers.number),)

    number: int

    def title(self, tx: Tx) -> ReplyLine:
        # The same before and after it: in the audit the rule is gone.
        return ReplyLine(f"act-{self.verb}", {"id": self.number})

    def effect(self, tx: Tx) -> ReplyLine:
        row = tx.get(WordRuleRow, "moderation.rule", id=self.number)
        return rule_line(tx, f"act-{self.verb}-effect", row.action, row.text, row.conversation_id)

    def object_id(self) -> int:
        return self.number

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = tx.one(WordRuleRow, "moderation.rule", id=self.number)
        return None if row else Problem("act-no-such-rule", {"id": self.number})

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        row = tx.get(WordRuleRow, "moderation.rule", id=self.number)
        if not tx.run("moderation.remove_rule", id=self.number):
            raise ActRefused(Problem("act-no-such-rule", {"id": self.number}))
        if row.conversation_id:
            return AddWordIn(rule=RuleAction(row.action), text=row.text, conversation=row.conversation_id)
        return AddWord(rule=RuleAction(row.action), text=row.text)
