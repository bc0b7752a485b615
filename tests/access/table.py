"""Who may do what, as data: the expected results of the tests in this folder.

Written independently of `bot.access.RULES`: where the two differ, one of them is wrong.
"""

from __future__ import annotations

OWNER_MAY = frozenset(
    {
        "show", "originals", "again", "restyle", "similar", "star", "menu", "cancel", "delete", "undelete", "back", "undo",
        "continue", "history", "edit", "blend", "describe",
    }
)  # fmt: skip
READER_MAY = OWNER_MAY - {"cancel", "delete", "undelete", "undo"}
OWNER_IN_ANOTHER_GROUP_MAY = OWNER_MAY - {"back", "undo"}
"""Where not everybody may see a job, its owner shows it by naming it, never by naming what was made from it."""
NOTHING: frozenset[str] = frozenset()

# Where a message is sent: "there" in the group, "elsewhere" in another (which "ruler elsewhere" administers), "alone" one to one.
MATRIX: dict[tuple[str, str, str], frozenset[str]] = {
    # (where the job was made, who, where the message is sent): what they may
    ("in the group", "owner", "there"): OWNER_MAY,
    ("in the group", "owner", "elsewhere"): OWNER_IN_ANOTHER_GROUP_MAY,
    ("in the group", "owner", "alone"): OWNER_MAY,
    ("in the group", "member", "there"): READER_MAY,
    ("in the group", "member", "elsewhere"): NOTHING,
    ("in the group", "member", "alone"): NOTHING,
    ("in the group", "ruler", "there"): OWNER_MAY,
    ("in the group", "ruler", "elsewhere"): NOTHING,
    ("in the group", "ruler", "alone"): NOTHING,
    ("in the group", "ruler elsewhere", "elsewhere"): NOTHING,
    ("in the group", "ruler elsewhere", "alone"): NOTHING,
    ("in the group", "admin", "there"): READER_MAY | {"cancel"},
    ("in the group", "admin", "elsewhere"): frozenset({"cancel"}),
    ("in the group", "admin", "alone"): frozenset({"cancel"}),
    ("in the group", "banned", "there"): NOTHING,
    ("in the group", "banned", "alone"): NOTHING,
    ("one to one", "owner", "there"): OWNER_IN_ANOTHER_GROUP_MAY,
    ("one to one", "owner", "elsewhere"): OWNER_IN_ANOTHER_GROUP_MAY,
    ("one to one", "owner", "alone"): OWNER_MAY,
    ("one to one", "member", "there"): NOTHING,
    ("one to one", "member", "elsewhere"): NOTHING,
    ("one to one", "member", "alone"): NOTHING,
    ("one to one", "ruler", "there"): NOTHING,
    ("one to one", "ruler", "alone"): NOTHING,
    ("one to one", "ruler elsewhere", "elsewhere"): NOTHING,
    ("one to one", "ruler elsewhere", "alone"): NOTHING,
    ("one to one", "admin", "there"): frozenset({"cancel"}),
    ("one to one", "admin", "elsewhere"): frozenset({"cancel"}),
    ("one to one", "admin", "alone"): frozenset({"cancel"}),
    ("one to one", "banned", "there"): NOTHING,
    ("one to one", "banned", "alone"): NOTHING,
    ("forgotten", "member", "there"): NOTHING,
    ("forgotten", "ruler", "there"): NOTHING,
    ("forgotten", "admin", "there"): NOTHING,
    ("forgotten", "admin", "alone"): NOTHING,
}
"""`there` is always the group: the number of a job that was made one to one is used in the group, too."""

KNOWS: dict[tuple[str, str, str], bool] = {key: may != NOTHING for key, may in MATRIX.items()}
"""People who may do anything with the job know that it exists; for the others it does not."""

WHO = ("owner", "member", "ruler", "ruler elsewhere", "admin", "banned")
WHERE = ("there", "elsewhere", "alone")
_ALL = frozenset({"see", "take part", "lead"})
_PLAY = frozenset({"see", "take part"})
_SEE = frozenset({"see"})
_USE = frozenset({"see", "use"})


def _at(places: tuple[str, ...], *who: str, may: frozenset[str]) -> dict[tuple[str, str], frozenset[str]]:
    return {(each, place): may for each in who for place in places}


OBJECTS: dict[str, dict[tuple[str, str], frozenset[str]]] = {
    # object: (who, where the message is sent): what they may. People who are not listed may do nothing, and never learn that it
    # exists. `owner`: of a session its host, of a question the person who is asked, of a panel the person who opened it.
    "session in the group": _at(("there",), "owner", "ruler", may=_ALL) | _at(("there",), "member", "admin", may=_PLAY),
    "session that votes": _at(("there",), "owner", "ruler", may=_ALL) | _at(("there",), "member", "admin", may=_PLAY),
    "session one to one": _at(("alone",), "owner", may=_ALL),
    "batch in the group": _at(WHERE, "owner", may=frozenset({"see", "confirm", "stop"}))
    | _at(("there",), "ruler", may=frozenset({"see", "stop"}))
    | _at(("there",), "member", "admin", may=_SEE),
    "batch one to one": _at(WHERE, "owner", may=frozenset({"see", "confirm", "stop"})),
    "comparison in the group": _at(WHERE, "owner", may=frozenset({"see", "stop"}))
    | _at(("there",), "ruler", may=frozenset({"see", "stop"}))
    | _at(("there",), "member", "admin", may=_SEE),
    "modifier of the group": _at(("there",), "owner", "ruler", may=frozenset({"see", "use", "change"}))
    | _at(("there",), "member", "admin", may=_USE),
    "modifier of one person": _at(WHERE, "owner", may=frozenset({"see", "use", "change"})),
    "settings of the group": _at(("there",), "ruler", may=frozenset({"change"})),
    "panel of settings": _at(("there",), "owner", may=frozenset({"turn"})),
    "page of a gallery": _at(("there",), "owner", may=frozenset({"turn"})),
    "question about an image": _at(WHERE, "owner", may=frozenset({"answer"}))
    | _at(("there",), "member", "ruler", "admin", may=frozenset({"answer"})),
    "question about words": _at(WHERE, "owner", may=frozenset({"see", "confirm"}))
    | _at(("there",), "member", "ruler", "admin", may=_SEE),
    "list of pictures": _at(("there",), "owner", may=frozenset({"see", "confirm", "order"}))
    | _at(("there",), "member", "ruler", "admin", may=_SEE),
    "question whether to forget": _at(WHERE, "owner", may=frozenset({"erase"})),
    "question whether to forget somebody banned": _at(WHERE, "banned", may=frozenset({"erase"})),
    "picture shown in galleries": _at(("there",), "owner", "member", "ruler", "admin", may=frozenset({"find here"}))
    | _at(("there",), "owner", may=frozenset({"find here", "find one's own"}))
    | _at(("alone",), "owner", may=frozenset({"find one's own"})),
    "picture kept out of galleries": _at(("there", "alone"), "owner", may=frozenset({"find one's own"})),
    "picture made one to one": _at(("alone",), "owner", may=frozenset({"find here", "find one's own"})),
    "job that waits": _at(WHERE, "admin", may=frozenset({"see", "hold", "release"}))
    | _at(WHERE, "owner", may=_SEE)
    | _at(("there",), "member", "ruler", may=_SEE),
    "private job that waits": _at(WHERE, "admin", may=frozenset({"see", "hold", "release"}))
    | _at(WHERE, "owner", may=_SEE),
}
"""Every kind of object but a job that is painted, which has the matrix above. (`find here` alone is of that conversation.)"""

COMMANDS: dict[str, str] = {
    # command: what it concerns. "job": the matrix above; "own": only what belongs to the sender, or no data of anybody.
    "imagine": "job", "restyle": "job", "edit": "job", "similar": "job", "again": "job", "show": "job", "originals": "job",
    "star": "job", "cancel": "job", "delete": "job", "undelete": "job", "back": "job", "undo": "job", "continue": "job",
    "history": "job", "blend": "job", "describe": "job", "report": "job",
    "jobs": "own list", "gallery": "own list", "cost": "own", "quota": "own", "lang": "own", "forget": "own",
    "export": "own", "admin": "rank", "hold": "rank", "release": "rank",
    "improve": "own",
    "styles": "nobody's", "help": "nobody's", "scene": "own", "compare": "own",
    "settings": "settings", "models": "settings", "mod": "modifier", "many": "batch",
    "session": "session", "idea": "session", "vote": "session",
}  # fmt: skip

PRESSES: dict[str, str] = {
    "again": "job", "cancel": "job", "delete": "job", "undelete": "job", "originals": "job", "similar": "job", "menu": "job",
    "prompt": "job", "restyle": "job", "show": "job", "star": "job", "report": "job", "back": "job", "undo": "job",
    "continue": "job",
    "sure": "what stands behind it", "pick": "question", "words": "question", "batch": "batch", "gal": "panel", "set": "settings",
    "model": "settings", "collect": "job", "blend": "list of pictures",
    "call": "question", "act": "question", "unact": "rank", "order": "rank", "admin": "rank",
    "forget": "own", "lang": "own", "session": "session", "vote": "session", "idea": "session",
}  # fmt: skip

ROUTES: dict[str, str] = {
    # What a browser can request. "person": only data of the person in the cookie; "room": the content of a room, a private one
    # only by its person; "gallery": their own pictures, or those shown to others in that room; "open": no personal data.
    "GET /": "open", "GET /r/{room}": "open", "GET /static/{version}/{name}": "open", "GET /login": "open",
    "POST /login": "open", "GET /healthz": "open", "GET /metrics": "operator",
    "POST /api/start": "room", "GET /api/rooms/{room}/entries": "room", "POST /api/rooms/{room}/messages": "room",
    "POST /api/rooms/{room}/presses": "room", "GET /ws/{room}": "room", "GET /p/{room}/{entry}/{tag}": "room",
    "POST /api/me": "person", "POST /api/uploads": "person", "GET /api/uploads/{id}": "person",
    "GET /api/rooms/{room}/gallery": "gallery", "POST /api/rooms/{room}/gallery/stars": "gallery",
    "POST /api/rooms/{room}/gallery/deletions": "gallery", "GET /api/rooms/{room}/gallery/{picture}/path": "gallery",
    "GET /g/{room}/{picture}": "gallery", "GET /z/{room}": "room",
    # "own": for the person's own pictures; "link": what another person shows to everyone who has the link.
    "POST /api/rooms/{room}/shares": "own", "GET /api/shares": "own", "POST /api/shares/revoke": "own",
    "GET /s/{secret}": "link", "GET /s/{secret}/picture": "link",
    # "rank": for people of rank, for all others like an address that does not exist (`CONSOLE` says for which).
    "GET /admin": "rank", "GET /api/admin/start": "rank", "GET /api/admin/overview": "rank", "GET /api/admin/held": "rank",
    "GET /api/admin/people": "rank", "GET /api/admin/audit": "rank", "GET /api/admin/spending": "rank",
    "GET /api/admin/people/{id}": "rank", "GET /api/admin/conversations": "rank", "GET /api/admin/conversations/{id}": "rank",
    "GET /api/admin/settings": "rank", "POST /api/admin/looks": "rank", "GET /api/admin/cases/{id}/{index}": "rank",
    "POST /api/admin/acts": "rank", "POST /api/admin/acts/confirmed": "rank",
}  # fmt: skip

_RANKED = frozenset({"moderator", "admin", "owner"})
_ADMINS = frozenset({"admin", "owner"})
CONSOLE: dict[str, frozenset[str]] = {
    # route of the console: the ranks that are served.
    "GET /admin": _RANKED, "GET /api/admin/start": _RANKED, "GET /api/admin/overview": _RANKED,
    "GET /api/admin/people": _RANKED, "POST /api/admin/acts": _RANKED, "POST /api/admin/acts/confirmed": _RANKED,
    "GET /api/admin/people/{id}": _RANKED, "GET /api/admin/conversations": _RANKED,
    "GET /api/admin/conversations/{id}": _RANKED, "POST /api/admin/looks": _RANKED, "GET /api/admin/cases/{id}/{index}": _RANKED,
    "GET /api/admin/settings": _ADMINS,
    "GET /api/admin/held": _ADMINS, "GET /api/admin/audit": _ADMINS, "GET /api/admin/spending": _ADMINS,
}  # fmt: skip

LOOKS: dict[str, frozenset[str]] = {
    # what of others is looked at in the console: the ranks that see it; each look is recorded.
    "reports": _RANKED, "prompts": _RANKED, "images": _RANKED, "refusals": _RANKED, "said": _RANKED,
}  # fmt: skip

SUBCOMMANDS: dict[str, str] = {
    # On the command line, whose user can access the database anyway. "audited": who looked or decided is recorded.
    "jobs list": "audited", "jobs explain": "audited", "jobs hold": "audited", "jobs release": "audited", "act": "audited",
    "undo": "audited", "jobs adopt": "audited", "jobs fail": "audited", "jobs refund": "audited", "ban": "audited",
    "audit": "operator", "limits": "operator", "accounts": "operator", "models": "operator", "ledger": "operator",
    "people": "audited", "said": "audited", "export": "audited", "spending": "operator",
    "run": "operator", "studio": "operator", "doctor": "operator", "migrate": "operator", "backup": "operator",
    "restore": "operator",
}  # fmt: skip
