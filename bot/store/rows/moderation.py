"""Rows of moderation. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

CaseKind = Literal["refused", "declined", "held", "noted", "reported"]
"""`refused`: by a rule, so that there is no job; `declined`: by the service; `held`, `noted`: by a rule, with a job;
`reported`: by a person."""
CaseAbout = Literal["words", "image-in", "image-out"]
"""What moderators look at: the words of a prompt, an image that came in, a picture that was painted."""
ImageVerdict = Literal["allow", "refuse", "hold"]
"""What is known of an image: `hold`: a moderator is to decide."""


class WordRuleRow(NamedTuple):
    """A rule about words in prompts."""

    id: int
    conversation_id: int  # where it holds; 0: everywhere
    kind: Literal["word", "pattern"]
    action: str  # bot.grammar.word_rules.RuleAction
    text: str  # folded (bot/grammar/word_rules.py)
    person_id: int  # who added it; 0: the command line
    created_at: float


class ModerationCaseRow(NamedTuple):
    """Something that moderators look at."""

    id: int
    at: float
    kind: CaseKind
    person_id: int  # whose prompt it is
    conversation_id: int
    job_id: int  # 0: there is none
    rule_id: int  # 0: a rule of the file, or none
    reporter_id: int  # who reported it; 0: nobody
    words: str  # of a prompt that has no job; '': there is a job, or erased
    is_open: int
    about: CaseAbout
    reason: str  # of an image: in the words of the hook, or `hook-down`; '': none was given


class ImageVerdictRow(NamedTuple):
    """What is known of an image."""

    digest: str  # SHA-256 of its stored bytes
    verdict: ImageVerdict
    reason: str  # in the words of the hook; '': none was given, or a person decided
    decided_by: int  # the person who decided; 0: the hook, or the command line
    at: float
    cover: int  # 1: it is to be covered until somebody asks to see it


class SaidRow(NamedTuple):
    """Words of a person: a prompt, what was asked of the chat model, or what a rule refused."""

    kind: Literal["job", "call", "refused"]
    id: int  # of the job, the call or the case
    at: float
    conversation_id: int
    words: str
