"""getMe, getChat, members, leaveChat."""

from __future__ import annotations

from ..errors import bad_request
from ..render import full_chat_json, me_json, member_json
from ..state import PRESENT, Json, Member
from .context import Context, method


@method("getMe")
async def get_me(ctx: Context) -> Json:
    return me_json(ctx.bot)


@method("getChat")
async def get_chat(ctx: Context) -> Json:
    return full_chat_json(ctx.chat(write=False))


@method("getChatAdministrators")
async def get_chat_administrators(ctx: Context) -> list[Json]:
    """Other bots are left out."""
    chat = ctx.chat(write=False)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(member)
        for member in chat.members.values()
        if member.is_admin and (not member.account.is_bot or member.account is ctx.bot)
    ]


@method("getChatMember")
async def get_chat_member(ctx: Context) -> Json:
    chat = ctx.chat(write=False)
    account = ctx.world.accounts.get(ctx.params.integer("user_id"))
    if account is None:
        raise bad_request("invalid user_id specified")
    if chat.type == "private":
        if account is not chat.person and account is not ctx.bot:
            raise bad_request("member not found")
        return member_json(Member(account))
    member = chat.member(account)
    if member is None:
        if chat.type == "group":
            raise bad_request("member not found")
        member = Member(account, "left")
    return member_json(member)


@method("getChatMemberCount")
async def get_chat_member_count(ctx: Context) -> int:
    chat = ctx.chat(write=False)
    if chat.type == "private":
        return 2
    return sum(member.status in PRESENT for member in chat.members.values())


@method("leaveChat")
async def leave_chat(ctx: Context) -> bool:
    chat = ctx.chat(write=False)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    member = chat.members[ctx.bot.id]
    old, member.status = member.status, "left"
    ctx.delivery.membership(chat, member, ctx.bot, old)
    return True
