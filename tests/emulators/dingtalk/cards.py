"""Interactive cards: created, delivered, updated, streamed into, and pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import card_checks as checks
from .chat import Chat, ChatMessage
from .content import Content
from .conversations import Conversations
from .core import Core
from .errors import ApiError
from .media import MediaStore
from .org import CARD_STREAM, CARD_WRITE, App
from .templates import SHARED, Template
from .wire import Answer, Call, Endpoint, Family, Json

if TYPE_CHECKING:
    from .people import Person


@dataclass(slots=True, eq=False)
class Card:
    """One card instance. `versions` holds every set of variables it ever showed, oldest first, `shown_at` when each appeared."""

    cards: "Cards"
    app: App
    out_track_id: str
    template: Template
    callback_type: str
    params: dict[str, str]
    private: dict[str, dict[str, str]] = field(default_factory=dict)  # staff id -> variables
    messages: list[ChatMessage] = field(default_factory=list)
    versions: list[dict[str, str]] = field(default_factory=list)
    shown_at: list[float] = field(default_factory=list)
    space_models: set[str] = field(default_factory=set)
    finalized: set[str] = field(default_factory=set)  # streamed variables that are complete
    open_callbacks: int = 0
    _content: Content | None = None

    def content(self, person: "Person | None" = None) -> Content:
        """The content of the card; for a person, with their private variables."""
        if person is not None and (own := self.private.get(person.staff_id)):
            return self.template.content({**self.params, **own}, self.cards.media)
        if self._content is None:
            self._content = self.template.content(self.params, self.cards.media)
        return self._content

    def set_params(self, params: Mapping[str, str], by_key: bool) -> None:
        """Replace the variables, or with `by_key` only those named."""
        self.params = {**self.params, **params} if by_key else dict(params)
        self.note_version()
        self._content = None
        self.cards.core.changed.notify()

    def note_version(self) -> None:
        """Record a new version of what the card shows."""
        self.versions.append(dict(self.params))
        self.shown_at.append(self.cards.core.clock.now())


@dataclass(slots=True)
class Cards:
    """All cards and the templates they are made from."""

    core: Core
    media: MediaStore
    conversations: Conversations
    templates: dict[str, Template] = field(
        default_factory=lambda: {template.template_id: template for template in SHARED}
    )
    by_track_id: dict[str, Card] = field(default_factory=dict)

    def endpoints(self) -> list[Endpoint]:
        base = "/v1.0/card"
        create_and_deliver = f"{base}/instances/createAndDeliver"
        return [
            Endpoint("card.createAndDeliver", "POST", create_and_deliver, Family.V1, self._both, CARD_WRITE),
            Endpoint("card.create", "POST", f"{base}/instances", Family.V1, self._create, CARD_WRITE),
            Endpoint("card.deliver", "POST", f"{base}/instances/deliver", Family.V1, self._deliver, CARD_WRITE),
            Endpoint("card.update", "PUT", f"{base}/instances", Family.V1, self._update, CARD_WRITE),
            Endpoint("card.streaming", "PUT", f"{base}/streaming", Family.V1, self._streaming, CARD_STREAM),
        ]

    async def _both(self, call: Call) -> Answer:
        # The space is checked first: a refused call must leave no card behind.
        spaces = checks.spaces(call.json.get("openSpaceId"))
        card = self._new(call)
        results = [self._to_space(card, space, place, call.json) for space, place in spaces]
        return Answer.of_json({"success": True, "result": {"outTrackId": card.out_track_id, "deliverResults": results}})

    async def _create(self, call: Call) -> Answer:
        return Answer.of_json({"success": True, "result": self._new(call).out_track_id})

    async def _deliver(self, call: Call) -> Answer:
        card = self._known(call)
        spaces = checks.spaces(call.json.get("openSpaceId"))
        results = [self._to_space(card, space, place, call.json) for space, place in spaces]
        return Answer.of_json({"success": True, "result": results})

    def _new(self, call: Call) -> Card:
        body = call.json
        template = self.templates.get(str(body.get("cardTemplateId")))
        if template is None:
            raise ApiError(f"cardTemplateId {body.get('cardTemplateId')!r}", code="param.templateNotExist")
        if not template.published:
            raise ApiError(f"template {template.template_id}", code="param.templateUnpublished")
        track_id = body.get("outTrackId")
        if not isinstance(track_id, str) or not track_id:
            raise ApiError("outTrackId is missing", code="param.error")
        if track_id in self.by_track_id:
            raise ApiError(code="param.cardAlreadyExist")
        if body.get("callbackType", "HTTP") not in ("STREAM", "HTTP"):
            raise ApiError(f"callbackType {body['callbackType']!r}", code="param.error")
        params = checks.card_params(body)
        self._check_safe(params)
        card = Card(self, call.caller, track_id, template, body.get("callbackType", "HTTP"), params)
        card.space_models = {key for key in checks.SPACE_MODELS.values() if isinstance(body.get(key), dict)}
        card.note_version()
        self.by_track_id[track_id] = card
        return card

    def _check_safe(self, params: Mapping[str, str]) -> None:
        if any(word in value for word in self.core.org.forbidden_words for value in params.values()):
            raise ApiError(code="param.contentUnsafe")

    def _known(self, call: Call) -> Card:
        card = self.by_track_id.get(str(call.json.get("outTrackId")))
        if card is None or card.app is not call.caller:
            raise ApiError(f"outTrackId {call.json.get('outTrackId')!r}", code="param.cardNotExist")
        return card

    def _to_space(self, card: Card, space: str, place: str, body: Json) -> Json:
        """Deliver to one space. Its failure is told inside an HTTP 200."""
        chat = self._chat_of(card.app, space, place)
        wrong = checks.wrong_delivery(space, body, card.space_models, card.app.robot_code)
        if wrong:
            self.core.violate("card-not-delivered", wrong)
        wrong = wrong or ("" if chat else "spaceId is illegal")
        if wrong or chat is None:
            return {"spaceType": space, "spaceId": place, "success": False, "carrierId": "", "errorMsg": wrong}
        carrier = self.core.ids.query_key()
        mentioned = checks.mentions(body) if chat.is_group else ()
        card.messages.append(chat.post(card.app, Content("card", at=mentioned), "card", carrier, card))
        self.media.checked(card.content())
        return {"spaceType": space, "spaceId": place, "success": True, "carrierId": carrier, "errorMsg": ""}

    def _chat_of(self, app: App, space: str, place: str) -> Chat | None:
        if space == "IM_ROBOT":
            person = self.core.org.staff(place)
            return self.conversations.one_to_one(app, person) if person is not None else None
        chat = self.core.org.chats.get(place)
        usable = chat is not None and chat.is_group and not chat.disbanded and app in chat.apps
        return chat if usable else None

    async def _update(self, call: Call) -> Answer:
        card = self._known(call)
        if card.open_callbacks:
            self.core.violate("card-update-inside-callback", "answer a press in its ack, not by the update interface")
        params = checks.card_params(call.json)
        self._check_safe(params)
        self.apply(card, call.json)
        return Answer.of_json({"success": True, "result": True})

    def apply(self, card: Card, change: Json) -> None:
        """Apply an update, from the interface or from the ack of a press."""
        options: Mapping[str, Any] = change.get("cardUpdateOptions") or {}
        if "cardData" in change:
            card.set_params(checks.card_params(change), by_key=options.get("updateCardDataByKey") is True)
            self.media.checked(card.content())
        for staff_id, data in (change.get("privateData") or {}).items():
            own = checks.card_params({"cardData": data})
            kept = card.private.get(staff_id, {}) if options.get("updatePrivateDataByKey") is True else {}
            card.private[staff_id] = {**kept, **own}
        self.core.changed.notify()

    async def _streaming(self, call: Call) -> Answer:
        card = self._known(call)
        key, content = checks.streamed(call.json, self.core.settings.streaming_max_bytes)
        if key in card.finalized:
            raise ApiError(f"the streamed variable {key!r} is already complete", code="param.error")
        before = "" if call.json.get("isFull") is True else card.params.get(key, "")
        card.set_params({key: before + content}, by_key=True)
        if call.json.get("isFinalize") is True or call.json.get("isError") is True:
            card.finalized.add(key)
        return Answer.of_json({"success": True, "result": True})
