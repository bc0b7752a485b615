"""Changes of groups: members join and leave, topics open, a group becomes a supergroup."""

from __future__ import annotations

from .chats import Chat
from .delivery import Delivery
from .render import user_json
from .state import Account, Json, Message, Status, Topic
from .world import Bot, World

TOPIC_ICON_COLOR = 0x6FB9F0


class Groups:
    """Each method makes the change, writes the service message and delivers the updates."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery

    def announce(self, chat: Chat, by: Account, service: Json, topic: Topic | None = None) -> Message:
        """A service message, delivered to every bot in the group."""
        message = Message(chat, chat.next_message_id(), self._world.date(), by, service=service, topic=topic)
        chat.add(message)
        self._delivery.message(message)
        return message

    def add(self, chat: Chat, account: Account, by: Account, status: Status = "member") -> None:
        """A bot or a person joins; a bot may join as an administrator."""
        assert chat.type != "private", "nobody joins a private chat"
        old: Status = chat.members[account.id].status if account.id in chat.members else "left"
        member = chat.put_member(account, status)
        self._delivery.membership(chat, member, by, old)
        if chat.type != "channel":
            self.announce(chat, by, {"new_chat_members": [user_json(account)]})

    def remove(self, chat: Chat, account: Account, by: Account) -> None:
        """A member is removed."""
        member = chat.members[account.id]
        if chat.type == "group":
            self.announce(chat, by, {"left_chat_member": user_json(account)})
        old, member.status = member.status, "kicked"
        self._delivery.membership(chat, member, by, old)
        if chat.type == "supergroup":
            self.announce(chat, by, {"left_chat_member": user_json(account)})
        self._world.notify()

    def set_status(self, chat: Chat, account: Account, by: Account, status: Status) -> None:
        """Made an administrator, restricted, and back."""
        member = chat.members[account.id]
        old, member.status = member.status, status
        if old != status:
            self._delivery.membership(chat, member, by, old)

    def open_topic(self, chat: Chat, name: str, by: Account) -> Topic:
        """A new forum topic; its id is that of the service message."""
        assert chat.is_forum, "only a forum has topics"
        service = {"forum_topic_created": {"name": name, "icon_color": TOPIC_ICON_COLOR}}
        message = Message(chat, chat.next_message_id(), self._world.date(), by, service=service)
        topic = message.topic = chat.topics[message.id] = Topic(message.id, name)
        chat.add(message)
        self._delivery.message(message)
        return topic

    def upgrade(self, group: Chat, by: Account) -> Chat:
        """A basic group becomes a supergroup: another id, other message ids; the old chat refuses with the new id."""
        assert group.type == "group" and group.migrated_to is None, "only a basic group can be upgraded, once"
        assert group.title is not None
        supergroup = self._world.add_chat("supergroup", group.title)
        for member in group.members.values():
            supergroup.members[member.account.id] = member
        self.announce(group, by, {"migrate_to_chat_id": supergroup.id})
        group.migrated_to = supergroup
        self.announce(supergroup, self._world.anonymous_admin, {"migrate_from_chat_id": group.id})
        return supergroup

    def bots(self, chat: Chat) -> list[Bot]:
        return self._world.bots_in(chat)
