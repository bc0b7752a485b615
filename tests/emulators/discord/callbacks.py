"""Endpoints of interactions: the first answer, and all that is done with the token afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .bits import Flags, Permissions
from .components import check_modal
from .drafts import Draft
from .errors import ApiError, Form, Json, wrong_field
from .interactions import Callback, Interaction, Kind
from .messages import note_unguarded
from .posting import Posting
from .state import Message
from .wire import Answer, Call, Endpoint, Upload, is_true
from .world import World

_MAJOR = ("app", "token")
_USER_INSTALL_FOLLOWUPS = 5
_ALLOWED = {
    Kind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED, Callback.MODAL},
    Kind.COMPONENT: set(Callback) - {Callback.CHOICES},
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    Kind.MODAL: {Callback.MESSAGE, Callback.DEFERRED, Callback.DEFERRED_UPDATE, Callback.UPDATE},
}


@dataclass(slots=True, repr=False)
class Callbacks:
    """None of these needs a bot's token: the path is the secret."""

    world: World
    posting: Posting

    def endpoints(self) -> list[Endpoint]:
        hook = "/webhooks/{app}/{token}"
        calls = "webhook_calls"
        return [
            Endpoint(
                "interaction.callback", "POST", "/interactions/{id}/{token}/callback", self._callback, "token", ""
            ),
            Endpoint("followup.create", "POST", hook, self._follow_up, "token", calls, _MAJOR),
            Endpoint("followup.get", "GET", f"{hook}/messages/{{message}}", self._get, "token", calls, _MAJOR),
            Endpoint("followup.edit", "PATCH", f"{hook}/messages/{{message}}", self._edit, "token", calls, _MAJOR),
            Endpoint("followup.delete", "DELETE", f"{hook}/messages/{{message}}", self._delete, "token", calls, _MAJOR),
        ]

    # -- the first answer

    async def _callback(self, call: Call) -> Answer:
        found = self.world.interactions.get(call.match["id"])
        if found is None or found.token != call.match["token"]:
            raise ApiError(10062)
        if found.answer is not None:
            raise ApiError(40060)
        now = self.world.now()
        if now - found.at > self.world.settings.callback_within_s:
            raise ApiError(10062)
        kind = self._kind(found, call.object)
        data = call.object.get("data") or {}
        self._answer(found, kind, data, call)
        found.answer, found.answered_at = kind, now
        self.world.changed.notify()
        if not is_true(call.query.get("with_response")):
            return Answer.nothing()
        return Answer(self._response(found, kind))

    def _kind(self, found: Interaction, body: Json) -> Callback:
        kind = body.get("type")
        allowed = _ALLOWED[found.kind]
        if found.kind is Kind.MODAL and found.message is None:
            allowed = allowed - {Callback.DEFERRED_UPDATE, Callback.UPDATE}
        if kind not in {int(one) for one in allowed}:
            raise wrong_field("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(map(int, allowed))}.")
        return Callback(kind)

    def _answer(self, found: Interaction, kind: Callback, data: Json, call: Call) -> None:
        if kind is Callback.MESSAGE:
            found.ephemeral = bool((data.get("flags") or 0) & Flags.EPHEMERAL)
            draft = self.posting.read(found.channel, data, call.files, where="data")
            found.original = self._post(found, draft, found.ephemeral)
            note_unguarded(self.world, "callback", data)
        elif kind is Callback.DEFERRED:
            flags = data.get("flags") or 0
            if data.keys() - {"flags", "allowed_mentions"} or flags & ~Flags.EPHEMERAL:
                self.world.violate(
                    "ignored-data", f"a deferred answer with {sorted(data)}: only EPHEMERAL has an effect"
                )
            found.ephemeral = bool(flags & Flags.EPHEMERAL)
            found.original = self._place(found, Draft(frozenset()), found.ephemeral, Flags.LOADING)
        elif kind is Callback.DEFERRED_UPDATE:
            found.original = found.message
        elif kind is Callback.UPDATE:
            assert found.message is not None
            found.original = found.message
            self._change(found, found.message, data, call.files)
            note_unguarded(self.world, "callback", data)
        elif kind is Callback.CHOICES:
            found.choices = self._choices(found, data)
        else:
            form = Form()
            check_modal(data, form)
            form.done()
            found.modal = data

    @staticmethod
    def _choices(found: Interaction, data: Json) -> list[Json]:
        choices, form = data.get("choices"), Form()
        if not isinstance(choices, list) or len(choices) > 25:
            raise wrong_field("data.choices", "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
        for number, choice in enumerate(choices):
            form.length(f"data.choices.{number}.name", choice.get("name"), 1, 100)
            if isinstance(choice.get("value"), str):
                form.length(f"data.choices.{number}.value", choice["value"], 1, 100)
        form.done()
        return choices

    def _response(self, found: Interaction, kind: Callback) -> Json:
        about: Json = {"id": found.id, "type": int(found.kind)}
        resource: Json = {"type": int(kind)}
        if found.original is not None:
            about |= {
                "response_message_id": found.original.id,
                "response_message_loading": found.original.is_loading,
                "response_message_ephemeral": found.original.seen_by is not None,
            }
            resource["message"] = self._shown(found, found.original)
        return {"interaction": about, **({"resource": resource} if found.original else {})}

    # -- with the token

    def _of(self, call: Call) -> Interaction:
        """The interaction whose token is in the path. Raises: ApiError."""
        found = self.world.by_token.get(call.match["token"])
        if found is None or found.bot.application_id != call.match["app"]:
            raise ApiError(10015)
        if not found.is_writable:
            raise ApiError(50027)
        if found.answer is None or found.answer in (Callback.CHOICES, Callback.MODAL):
            raise ApiError(10015)
        return found

    def _message(self, found: Interaction, message_id: str) -> Message:
        candidates = [*found.followups, *([found.original] if found.original else [])]
        for one in candidates:
            wanted = one is found.original if message_id == "@original" else one.id == message_id
            if wanted and not one.deleted:
                return one
        raise ApiError(10008)

    async def _follow_up(self, call: Call) -> Answer:
        found = self._of(call)
        draft = self.posting.read(found.channel, call.object, call.files)
        original = found.original
        if original is not None and original.is_loading and not original.deleted:
            # The first follow-up fills the message that shows "is thinking", in its visibility.
            message = self._change(found, original, call.object, call.files)
        else:
            if found.by_user_install and len(found.followups) >= _USER_INSTALL_FOLLOWUPS:
                raise ApiError(40094)
            message = self._post(found, draft, bool(draft.flags & Flags.EPHEMERAL))
            found.followups.append(message)
        note_unguarded(self.world, "follow-up", call.object)
        return Answer(self._shown(found, message))

    async def _get(self, call: Call) -> Answer:
        found = self._of(call)
        return Answer(self._shown(found, self._message(found, call.match["message"])))

    async def _edit(self, call: Call) -> Answer:
        found = self._of(call)
        message = self._message(found, call.match["message"])
        self._change(found, message, call.object, call.files)
        note_unguarded(self.world, "follow-up", call.object)
        return Answer(self._shown(found, message))

    async def _delete(self, call: Call) -> Answer:
        found = self._of(call)
        self.posting.delete(found.bot, self._message(found, call.match["message"]))
        return Answer.nothing()

    # -- messages of an interaction

    def _post(self, found: Interaction, draft: Draft, ephemeral: bool) -> Message:
        if draft.is_empty:
            raise ApiError(50006)
        self._check_files(found, bool(draft.files))
        return self._place(found, draft, ephemeral, 0)

    def _place(self, found: Interaction, draft: Draft, ephemeral: bool, flags: int) -> Message:
        seen_by = found.person if ephemeral else None
        flags |= Flags.EPHEMERAL if ephemeral else 0
        draft.nonce = None
        return self.posting.place(
            found.bot, found.channel, draft, interaction=found, seen_by=seen_by, extra_flags=flags
        )

    def _change(self, found: Interaction, message: Message, body: Json, files: Mapping[int, Upload]) -> Message:
        self._check_files(found, bool(files))
        return self.posting.edit(found.bot, message, body, files, by_token=True)

    @staticmethod
    def _check_files(found: Interaction, has_files: bool) -> None:
        if has_files and not found.app_permissions & Permissions.ATTACH_FILES:
            raise ApiError(50013)

    def _shown(self, found: Interaction, message: Message) -> Json:
        return self.posting.delivery.message_json(found.bot, message, content=True)
