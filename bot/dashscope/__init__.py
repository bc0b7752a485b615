"""The upstream: Tongyi Wanxiang behind DashScope's HTTP interface, one key at a time.

`Catalogue` knows what each model takes and costs, and refuses before anything is sent. `DashScopeClient` has the six
verbs (`Upstream`); each makes one exchange (or one page, one form after another), within a time and a size, and
returns a value. Nothing is retried here: only the job manager knows what a repetition may cost.

    create ──> Accepted        the service has it; it may cost money from here on
           ├─> Refused         answered, surely not accepted ────────────────────────────┐
           ├─> NotSent         not a byte of it left                                     │
           └─> AnswerLost      it left, and nobody knows (timeout, hang-up, 500) ─ ─ ─ ─ ┤
    query ───> TaskReport      a state; FAILED ──────────────────────────────────────────┤
           │                     └─ results: a url, or what went wrong with one picture ─┤
           └─> CallFailed  ─ ─ ─ nothing learnt, nothing changed: ask again ─ ─ ─ ─ ─ ─ ─┤
    cancel ──> Cancelled, NotCancellable, CallFailed                                     │
    list ────> all of a window's tasks, CallFailed                                       v
    upload ──> Uploaded, CallFailed                                                   Verdict
    download ─> Downloaded, Damaged, Missing, CallFailed                                 │
                                                                                         │ by `code` (errors.py)
        RETRY_LATER      busy or unwell: the pool pauses `pause_s`, the same again  <────┤
        TELL_PERSON      the request cannot work: it fails, its person is told why  <────┤
        TELL_OPERATOR    key, account or model is out of order: `scope` is set aside <───┤
        NEW_TASK_ONCE    the task broke down by itself: worth one new task          <────┘

    (solid: always with a verdict; dashed: only if the service said something that has a code or a status)

The files, from the inside out: `verdict`, `outcomes` (values), `sizes`, `model`, `check`, `catalogue` (what can be
asked for), `error_table`, `errors` (what errors mean), `wire` (JSON both ways, pure), `transport` (HTTP), `upload`,
`download`, `client`.
"""

from bot.dashscope.client import DashScopeClient
from bot.dashscope.errors import classify
from bot.dashscope.transport import Timeouts

__all__ = ["DashScopeClient", "Timeouts", "classify"]
