"""The endpoints that are called, with what their rate limits are counted by.

A limit belongs to a route (method and template) together with its major resource: a channel, a server, or a webhook. The
header `X-RateLimit-Bucket` says which routes share one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint. `path` may hold the token of an interaction, which writes in our name for 15 minutes: it is never
    logged; `bucket_key`, the method and the template, is. `major` is the resource that the limits belong to. `by_token`: the
    path's own token authorizes the call, not the bot's. `is_counted`: it counts against the bot's requests per second."""

    method: str
    path: str
    bucket_key: str
    major: str = ""
    by_token: bool = False
    is_counted: bool = True


def _route(method: str, template: str, major: str = "", /, **ids: str) -> Route:
    return Route(method, template.format(**ids), f"{method} {template}", major)


def _by_token(method: str, template: str, major: str, *, is_counted: bool = True, **ids: str) -> Route:
    return Route(method, template.format(**ids), f"{method} {template}", major, by_token=True, is_counted=is_counted)


GATEWAY = _route("GET", "/gateway/bot")
CURRENT_USER = _route("GET", "/users/@me")
CURRENT_APPLICATION = _route("GET", "/applications/@me")
OPEN_DM = _route("POST", "/users/@me/channels")


def commands(application: str) -> Route:
    """All global commands of an application: those that are registered."""
    return _route("GET", "/applications/{application}/commands?with_localizations=true", application=application)


def replace_commands(application: str) -> Route:
    """Replace all global commands."""
    return _route("PUT", "/applications/{application}/commands", application=application)


def create_message(channel: str) -> Route:
    """Post a message."""
    return _route("POST", "/channels/{channel}/messages", channel, channel=channel)


def message(channel: str, message: str) -> Route:
    """Read a message."""
    return _route("GET", "/channels/{channel}/messages/{message}", channel, channel=channel, message=message)


def messages_after(channel: str, after: str, limit: int) -> Route:
    """Read the messages of a channel that are newer than `after`."""
    template = "/channels/{channel}/messages?after={after}&limit={limit}"
    return _route("GET", template, channel, channel=channel, after=after, limit=str(limit))


def edit_message(channel: str, message: str) -> Route:
    """Change a message of our own."""
    return _route("PATCH", "/channels/{channel}/messages/{message}", channel, channel=channel, message=message)


def delete_message(channel: str, message: str) -> Route:
    """Delete a message."""
    return _route("DELETE", "/channels/{channel}/messages/{message}", channel, channel=channel, message=message)


def typing(channel: str) -> Route:
    """Show for ten seconds that somebody writes."""
    return _route("POST", "/channels/{channel}/typing", channel, channel=channel)


def start_thread(channel: str, message: str) -> Route:
    """Open a thread under a message."""
    template = "/channels/{channel}/messages/{message}/threads"
    return _route("POST", template, channel, channel=channel, message=message)


def create_thread(channel: str) -> Route:
    """Open a thread in a channel."""
    return _route("POST", "/channels/{channel}/threads", channel, channel=channel)


def callback(interaction: str, token: str) -> Route:
    """Answer an interaction, within three seconds."""
    template = "/interactions/{interaction}/{token}/callback?with_response=true"
    return _by_token("POST", template, token, is_counted=False, interaction=interaction, token=token)


def original_response(method: str, application: str, token: str) -> Route:
    """The message that answers an interaction: GET, PATCH or DELETE, for 15 minutes."""
    template = "/webhooks/{application}/{token}/messages/@original"
    return _by_token(method, template, token, is_counted=False, application=application, token=token)


def follow_up(application: str, token: str) -> Route:
    """A further message to an interaction, for 15 minutes."""
    template = "/webhooks/{application}/{token}?wait=true"
    return _by_token("POST", template, token, is_counted=False, application=application, token=token)


def follow_up_message(method: str, application: str, token: str, message: str) -> Route:
    """A further message to an interaction: PATCH or DELETE, for 15 minutes."""
    template = "/webhooks/{application}/{token}/messages/{message}"
    ids = {"application": application, "token": token, "message": message}
    return _by_token(method, template, token, is_counted=False, **ids)
