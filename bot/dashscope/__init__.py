"""Alibaba's DashScope behind the port `bot/upstream`: the Tongyi Wanxiang models over HTTP.

`DashScopeClient` implements `Upstream` for one API key, `MultiKeyClient` for all keys of an account. Each call is one
exchange (`list_tasks`: one for each page; `upload`: a policy and a form), bounded in time and size.

Modules, each importing only those before it: `error_table`, `errors` (what DashScope's errors mean), `request_format`
(how requests to each model are written), `wire` (JSON both ways, pure), `single_use_body`, `transport` (HTTP), `upload`,
`download`, `client`, `keys`, `accounts`.
"""

from bot.dashscope.client import DashScopeClient
from bot.dashscope.errors import classify
from bot.dashscope.transport import Timeouts

__all__ = ["DashScopeClient", "Timeouts", "classify"]
