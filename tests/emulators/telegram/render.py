"""Renders state as the Bot API's JSON, as one bot may see it. Absent fields are left out, never null."""

from __future__ import annotations

from typing import Any

from .chats import Chat
from .files import StoredFile
from .state import Account, Json, Media, Member, Message
from .world import Bot, World

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_react_to_messages",
    "can_edit_tag",
)


def compact(**fields: Any) -> Json:
    """A JSON object of the fields that are there: None, empty strings and False are left out."""
    return {name: value for name, value in fields.items() if value is not None and value is not False and value != ""}


def user_json(account: Account) -> Json:
    return {
        "id": account.id,
        "is_bot": account.is_bot,
        **compact(
            first_name=account.first_name,
            last_name=account.last_name,
            username=account.username,
            language_code=account.language_code,
        ),
    }


def me_json(bot: Bot) -> Json:
    """What getMe answers."""
    return {
        **user_json(bot),
        "can_join_groups": bot.can_join_groups,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": bot.supports_inline_queries,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def chat_json(chat: Chat) -> Json:
    person = chat.person
    if person is not None:
        return {
            "id": chat.id,
            "type": chat.type,
            **compact(first_name=person.first_name, last_name=person.last_name, username=person.username),
        }
    return {
        "id": chat.id,
        "type": chat.type,
        **compact(title=chat.title, username=chat.username, is_forum=chat.is_forum),
    }


def full_chat_json(chat: Chat) -> Json:
    """What getChat answers."""
    return {
        **chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
        **compact(description=chat.description),
    }


def member_json(member: Member) -> Json:
    """A ChatMember of the kind that its status asks for."""
    base = {"status": member.status, "user": user_json(member.account)}
    if member.status == "creator":
        return {**base, "is_anonymous": member.is_anonymous}
    if member.status == "administrator":
        rights = dict.fromkeys(ADMIN_RIGHTS, True)
        rights["can_delete_messages"] = member.can_delete_messages
        return {
            **base,
            "can_be_edited": False,
            "is_anonymous": member.is_anonymous,
            **rights,
            "can_manage_topics": member.can_manage_topics,
        }
    if member.status == "restricted":
        return {**base, "is_member": True, "until_date": 0, **dict.fromkeys(MEMBER_RIGHTS, member.can_post)}
    if member.status == "kicked":
        return {**base, "until_date": 0}
    return base


class Renderer:
    """Messages as one bot sees them. File ids differ from bot to bot, and so does what a reply shows."""

    def __init__(self, world: World, bot: Bot) -> None:
        self._world = world
        self._bot = bot

    def message(self, message: Message, with_reply: bool = True) -> Json:
        """The Message object; ``reply_to_message`` never nests further."""
        chat = message.chat
        is_post = chat.type == "channel"
        result: Json = {
            "message_id": message.id,
            "date": message.date,
            "chat": chat_json(chat),
            **compact(
                sender_chat=chat_json(message.sender_chat) if message.sender_chat else None,
                author_signature=message.author_signature,
                edit_date=message.edit_date,
                media_group_id=message.media_group_id,
                via_bot=user_json(message.via_bot) if message.via_bot else None,
                has_protected_content=message.protected,
                show_caption_above_media=message.caption_above,
                has_media_spoiler=message.has_spoiler,
                effect_id=message.effect_id,
            ),
        }
        if not is_post:
            result["from"] = user_json(message.sender)
        if message.topic is not None:
            result |= {"message_thread_id": message.topic.id, "is_topic_message": True}
        elif message.thread_id is not None:
            result["message_thread_id"] = message.thread_id
        result |= self._content(message)
        if message.keyboard:
            result["reply_markup"] = keyboard_json(message)
        if with_reply and message.reply_to is not None:
            result |= self._reply(message, message.reply_to)
        result |= message.extra
        if message.service is not None:
            result |= message.service
        return result

    def _content(self, message: Message) -> Json:
        result: Json = {}
        if message.text is not None:
            result["text"] = message.text
            if message.entities:
                result["entities"] = list(message.entities)
        if message.media is not None:
            result |= self.media(message.media, f"{message.chat.id}/{message.id}")
            if message.caption:
                result["caption"] = message.caption
                if message.entities:
                    result["caption_entities"] = list(message.entities)
        return result

    def media(self, media: Media, place: str) -> Json:
        """``photo`` or ``document`` with ids that are good for this bot."""
        if media.kind == "photo":
            return {"photo": [self.photo_size(size, place) for size in media.sizes]}
        file = media.file
        result = {
            "file_id": self._file_id(file, place),
            "file_unique_id": file.unique_id,
            **compact(file_name=file.name, mime_type=file.mime_type, file_size=len(file.data)),
        }
        if media.thumbnail is not None:
            result["thumbnail"] = self.photo_size(media.thumbnail, place)
        return {"document": result}

    def photo_size(self, file: StoredFile, place: str) -> Json:
        return {
            "file_id": self._file_id(file, place),
            "file_unique_id": file.unique_id,
            "file_size": len(file.data),
            "width": file.width,
            "height": file.height,
        }

    def _file_id(self, file: StoredFile, place: str) -> str:
        return self._world.files.file_id(self._bot.id, place, file)

    def _reply(self, message: Message, original: Message) -> Json:
        quote = {"quote": message.quote} if message.quote else {}
        if original.chat is not message.chat or original.topic is not message.topic:
            return {"external_reply": self._external(original), **quote}
        if original.deleted or not self.may_see(original):
            return {}
        return {"reply_to_message": self.message(original, with_reply=False), **quote}

    def may_see(self, original: Message) -> bool:
        """Whether a replied-to message comes along.

        In supergroups always; in a basic group only if the bot sees all messages there, or has seen this one.
        """
        if original.chat.type != "group" or self._bot.can_read_all_group_messages:
            return True
        return original.chat.is_admin(self._bot) or self._bot.id in original.seen_by

    def _external(self, original: Message) -> Json:
        place = f"{original.chat.id}/{original.id}"
        content = self.media(original.media, place) if original.media else {}
        if original.chat.type == "channel":
            origin: Json = {
                "type": "channel",
                "date": original.date,
                "chat": chat_json(original.chat),
                "message_id": original.id,
            }
        elif original.sender_chat is not None:
            origin = {"type": "chat", "date": original.date, "sender_chat": chat_json(original.sender_chat)}
        else:
            origin = {"type": "user", "date": original.date, "sender_user": user_json(original.sender)}
        where: Json = {}
        if original.chat.type in {"supergroup", "channel"}:
            where = {"chat": chat_json(original.chat), "message_id": original.id}
        return {"origin": origin, **where, **content}


def keyboard_json(message: Message) -> Json:
    return {"inline_keyboard": [[button.raw for button in row] for row in message.keyboard]}


def inaccessible_json(message: Message) -> Json:
    """The message of a callback query when the message itself is no longer accessible: date 0."""
    return {"chat": chat_json(message.chat), "message_id": message.id, "date": 0}
