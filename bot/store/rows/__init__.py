"""Typed rows: one class a table, and one for each statement that reads something else.

A row is made from the driver's tuple; `Tx` compares its fields with the columns that the statement returns.

A comment beside a field says what its name does not. For all of them: `at`, `_at`, `_by`, `_since` and `_until` are
unix seconds, `_s` is seconds, `_li` is money (1 li = 0.001 yuan); width and height are pixels; `NAME_id` is the id of a row;
an int that is 1 or 0 means yes or no; JSON is text. `mime` is a MIME type; `key` names a file in the picture store
(`bot.media.storage`); an id of a text is a name in config/locales.
"""

from bot.store.rows.announcements import AnnouncementRow, RecipientRow
from bot.store.rows.calls import ChatCallRow
from bot.store.rows.inbox import InboxRow, OpenPostsRow, PlatformNewestRow, PlatformWaitingRow, QuarantinedUpdateRow
from bot.store.rows.jobs import (
    BusyPoolRow,
    EndedRow,
    FlowRow,
    JobCountRow,
    JobEventRow,
    JobRow,
    RivalJobRow,
    SeenTaskRow,
    StateCountRow,
    TaskStatsRow,
)
from bot.store.rows.moderation import ImageVerdictRow, ModerationCaseRow, SaidRow, WordRuleRow
from bot.store.rows.money import (
    AccountDayRow,
    AmountRow,
    ChargeRow,
    LimitChangeRow,
    PayerDayRow,
    RunningTotalRow,
    SpendingRow,
)
from bot.store.rows.people import (
    AccessFactsRow,
    AuditEntryRow,
    ConversationOverviewRow,
    ConversationRow,
    ErasureCountsRow,
    ErasureRow,
<<<<<<< HEAD
=======
    KeepDaysRow,
    ListedPersonRow,
>>>>>>> 5b87414 (Admin: buttons for limits, gifts, rank, budget, mode, retention, pauses and adopting; the panel shows what an act changed; chats can be moderated, turned off, kept for less)
    MergedConversationRow,
    ModifierRow,
    PayerRow,
    PersonOverviewRow,
    PersonRow,
)
from bot.store.rows.pictures import (
    BatchRow,
    BlendRow,
    ContactSheetRow,
    DeletionRow,
    ExpiredPictureRow,
    FoundPictureRow,
    GalleryPictureRow,
    ImageRow,
    OwnShareRow,
    PathPictureRow,
    PictureRow,
    PlacedPictureRow,
    SharedPictureRow,
    ShareRow,
)
from bot.store.rows.posts import AlertRow, PostRow, RenderedSheetRow, SendWindowRow, ShownMessageRow
from bot.store.rows.queue import (
    AccountRow,
    LaneChoiceRow,
    LaneElsewhereRow,
    LaneHeadRow,
    LaneStateRow,
    PauseRow,
    PoolRow,
    QueuedJobRow,
    RestedJobRow,
    RunningJobRow,
    SlotCountRow,
    WaitingLaneRow,
)
from bot.store.rows.sessions import SessionRow, SessionSheetRow

__all__ = [
    "AccessFactsRow",
    "AccountDayRow",
    "AccountRow",
    "AlertRow",
    "AmountRow",
    "AnnouncementRow",
    "AuditEntryRow",
    "BatchRow",
    "BlendRow",
    "BusyPoolRow",
    "ChargeRow",
    "ChatCallRow",
    "ContactSheetRow",
    "ConversationOverviewRow",
    "ConversationRow",
    "DeletionRow",
    "EndedRow",
    "ErasureCountsRow",
    "ErasureRow",
    "ExpiredPictureRow",
    "FlowRow",
    "FoundPictureRow",
    "GalleryPictureRow",
    "ImageRow",
    "ImageVerdictRow",
    "InboxRow",
    "JobCountRow",
    "JobEventRow",
    "JobRow",
    "KeepDaysRow",
    "LaneChoiceRow",
    "LaneElsewhereRow",
    "LaneHeadRow",
    "LaneStateRow",
    "LimitChangeRow",
    "MergedConversationRow",
    "ModerationCaseRow",
    "ModifierRow",
    "OpenPostsRow",
    "OwnShareRow",
    "PathPictureRow",
    "PauseRow",
    "PayerDayRow",
    "PayerRow",
    "PersonOverviewRow",
    "PersonRow",
    "PictureRow",
    "PlacedPictureRow",
    "PlatformNewestRow",
    "PlatformWaitingRow",
    "PoolRow",
    "PostRow",
    "QuarantinedUpdateRow",
    "QueuedJobRow",
    "RecipientRow",
    "RenderedSheetRow",
    "RestedJobRow",
    "RivalJobRow",
    "RunningJobRow",
    "RunningTotalRow",
    "SaidRow",
    "SeenTaskRow",
    "SendWindowRow",
    "SessionRow",
    "SessionSheetRow",
    "ShareRow",
    "SharedPictureRow",
    "ShownMessageRow",
    "SlotCountRow",
    "SpendingRow",
    "StateCountRow",
    "TaskStatsRow",
    "WaitingLaneRow",
    "WordRuleRow",
]
