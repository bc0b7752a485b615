# What the bot knows of its people: settings, modifiers, scenes, many at once, the gallery, forgetting.

## Help and menus

help-settings = /settings — your defaults; /settings here: the defaults in this chat
help-mod = /mod add cyber neon, rain at night — a modifier of your own; write +cyber in any prompt
help-scene = /scene poster moon festival — presets for a purpose; /scene lists them
help-compare = /compare a fox — the same in several styles, on one sheet
help-gallery = /gallery — your pictures, page by page; /gallery fox watercolor searches
help-star = /star 42 — star picture 42, so that it is never cleared (again: unstar)
help-export = /export — what I know of you, and your pictures, as a file for you
help-forget = /forget — delete your pictures and what I know of you
menu-settings = your defaults
menu-mod = modifiers of your own
menu-scene = presets for a purpose
menu-compare = the same in several styles
menu-gallery = your pictures, page by page
menu-star = star a picture
menu-export = get your pictures and data as a file
menu-forget = delete your pictures and data
help-many = {"{"}red, blue{"}"} fox in {"{"}snow, desert{"}"} — all combinations, up to 16 (the price is asked first above four)
button-star = ⭐ Star
button-starred = ⭐ Starred
post-deleted = deleted

## Many at once

many-too-many = That makes { $count } combinations; { $most } at most.
many-too-many-pictures = That makes { $count } pictures; { $most } at most.
batch-many-head = { $count } combinations, beginning with: { $prompt }
batch-compare-head = Comparison: { $prompt }
batch-ask = This makes { $count } pictures for ¥{ $price }. Paint them?
batch-ask-free = This makes { $count } pictures, free of charge. Paint them?
batch-button-yes = Paint them
batch-button-no = No
batch-button-stop = Stop
batch-made = { $made } of { $count } are in the queue.
batch-dropped = Stopped. What had not begun was not charged.
batch-stopped-short = { $made } of { $count } are in the queue; the rest could not be queued:
batch-compare-progress = { $ended } of { $count } painted …
batch-compare-failed = { $count ->
    [one] 1 of them did not work out and was not charged.
   *[other] { $count } of them did not work out and were not charged.
}
batch-none = Nothing to confirm under #{ $id }.
batch-not-yours = Only the person who asked can answer.
compare-needs-words = Add what to compare, for example: /compare a fox in the snow. /compare all … takes all nine styles; /compare {"{"}red, blue{"}"} fox compares words.

## Modifiers

unknown-modifier = There is no modifier +{ $word }. /mod lists them; "+{ $word }" in quotes is just words.
unknown-modifier-near = There is no modifier +{ $word }. Did you mean +{ $near }? "+{ $word }" in quotes is just words.
too-many-modifiers = At most { $limit } modifiers in one prompt.
mod-usage = For example: /mod add cyber neon, rain at night --style anime --no text · /mod list · /mod show cyber · /mod remove cyber · /mod share cyber (for everyone here)
mod-bad-word = “{ $word }” cannot be a modifier's name: it begins with a letter, has no spaces, and at most { $limit } characters.
mod-too-long = That is too long: at most { $limit } characters, and { $no } for what is not wanted.
mod-too-many = You have { $limit } modifiers already; remove one first.
mod-too-many-here = This chat has { $limit } modifiers already; remove one first.
mod-added = Saved. Write +{ $word } in any prompt.
mod-line = +{ $word } · { $text }
mod-line-options = sets { $options }
mod-line-no = without { $no }
mod-head-person = Your modifiers:
mod-head-conversation = Shared in this chat:
mod-head-house = Built in:
mod-foot = /mod add name words — one of your own; /mod share name — for everyone here
mod-of-person = It is yours.
mod-of-conversation = It is shared in this chat.
mod-of-house = It is built in.
mod-removed = +{ $word } is removed.
mod-remove-ask = Remove +{ $word }?
mod-remove-yes = Remove
mod-remove-here = +{ $word } is shared in this chat. /mod remove { $word } here removes it.
mod-not-yours = +{ $word } was shared by somebody else; only they or an admin can change it.
mod-shared = Everyone here can now write +{ $word }.

## Scenes

scenes-head = Presets for a purpose:
scenes-line = /scene { $word } — { $title }
scenes-foot = Add what to paint, for example: /scene poster moon festival
scenes-by-studio = Examples painted by the embedded studio, not by Wanxiang.
scene-needs-words = { $title }: add what to paint, for example: /scene { $word } { $sample }
unknown-scene = There is no scene “{ $word }”. /scene lists them.
unknown-scene-near = There is no scene “{ $word }”. Did you mean /scene { $near }?

## Settings

settings-head-me = Your settings
settings-head-here = Settings of this chat
settings-line-style = Style: { $value }
settings-line-size = Size: { $value }
settings-line-n = Pictures: { $value }
settings-line-no = Exclude: { $value }
settings-line-language = Language: { $value }
settings-line-gallery = Shown to others in the gallery: { $value }
settings-line-announcements = Announcements of the admins: { $value }
settings-line-cover = Pictures covered until they are opened: { $value }
settings-line-reply = Words under a picture: { $value }
settings-line-model = Model: { $value }
settings-model-gone = { $value } is no longer offered; { $model } paints
settings-model-elsewhere = /models lists the models and sets your default.
settings-unset = —
settings-from-here = { $value } (of this chat)
settings-foot-me = Options in a prompt win. In words: /settings style watercolor · /settings no text · /settings n -
settings-foot-here = These count for everyone here who has not set their own. In words: /settings here style watercolor
settings-ask-style = Which style, when none is written?
settings-ask-size = Which shape, when none is written? Also: /settings size 1280x720
settings-ask-n = How many pictures, when it is not written?
settings-ask-no = What should never be in the picture? Write it: /settings no text, watermark
settings-ask-language = Which language?
settings-ask-reply = What do words under a picture do, when they may be a new one?
settings-ask-gallery = May others in the same chat find the pictures in its gallery?
settings-ask-announcements = May the admins of this bot post announcements here?
settings-ask-cover = Shall pictures be covered until somebody opens them?
settings-name-style = Style
settings-name-size = Size
settings-name-n = Pictures
settings-name-no = Exclude
settings-name-language = Language
settings-name-reply = Replies
settings-name-gallery = Gallery
settings-name-announcements = Announcements
settings-name-cover = Cover
settings-button-clear = Not set
settings-language-zh = 中文
settings-language-en = English
settings-reply-edit = change it
settings-reply-paint = paint a new one
settings-gallery-yes = yes
settings-gallery-no = no
settings-announcements-yes = yes
settings-announcements-no = no
settings-cover-yes = yes
settings-cover-no = no
settings-admins-only = Only admins can change what counts for this chat. /settings is for yourself.
settings-not-yours = These are somebody else's settings. /settings shows yours.
unknown-setting = I do not know the setting “{ $word }”. There are: style, size, n, no, language, gallery, reply, announcements, cover.
unknown-setting-near = I do not know the setting “{ $word }”. Did you mean “{ $near }”?
setting-n = “{ $value }” is out of range: 1 to { $most }, for example: /settings n 2
setting-no-long = That is too long: at most { $limit } characters.
bad-language = I don’t speak “{ $value }”. I speak zh and en.
bad-reply = “{ $value }” is not known here: /settings reply edit, or /settings reply paint
bad-gallery = “{ $value }”? Write yes or no.
bad-announcements = “{ $value }”? Write yes or no.
bad-cover = “{ $value }”? Write yes or no.

## Gallery

gallery-head = { $words ->
    [none] Your pictures · page { $page }
   *[other] Your pictures · { $words } · page { $page }
}
gallery-head-here = { $words ->
    [none] Pictures of this chat · page { $page }
   *[other] Pictures of this chat · { $words } · page { $page }
}
gallery-before = ‹ Newer
gallery-behind = Older ›
gallery-empty = You have no pictures yet. /imagine something!
gallery-none = No pictures match.
gallery-no-sheet = The sheet could not be put together; the buttons bring each picture.
gallery-not-yours = This is somebody else's gallery. /gallery shows yours.
star-on = Starred #{ $id }, it won’t be cleared. Send /star { $id } again to unstar.
star-off = Unstarred #{ $id }.
star-no-picture = #{ $id } has no pictures (any more).
star-too-many = You have reached the limit of stars; unstar some first.

## Forgetting

forget-ask = { $count ->
    [one] Delete your 1 picture and everything I know of you? This cannot be undone.
   *[other] Delete your { $count } pictures and everything I know of you? This cannot be undone.
}
forget-ask-what = Deleted: pictures, the images you sent, prompts, settings, modifiers, stars; what is being painted is stopped. Kept without your name: what was spent.
forget-yes = Delete everything
forget-no = Keep it
forget-kept = Nothing was deleted.
forget-not-yours = Only the person who asked can press this. /forget asks for yourself.
forgotten = Your pictures, words and settings are deleted. Amounts spent are kept, without your name. Posts in chats are taken away as far as the platform allows.
forgotten-but-limited = Your pictures, words and settings are deleted. The limits that an admin set for you are kept, with your id here.
forgotten-but-banned = Your pictures, words and settings are deleted. Your ban is kept.
forgotten-counts = Deleted, for the record: pictures { $pictures }, images you sent { $images }, requests { $requests }, descriptions and better prompts { $calls }.
forgotten-kept = Kept without your name or address: what was spent, for the books; and what admins did about your pictures, for 400 days. This deletion is no. { $entry } there.
forgotten-kept-limited = Kept: your limits with your id, so that they hold; without your name, what was spent and what admins did (for 400 days). This deletion is no. { $entry } there.
forgotten-kept-banned = Kept: your ban with your address, so that it holds; without your name, what was spent and what admins did (for 400 days). This deletion is no. { $entry } there.

# /export
export-private = Your data are for you alone: write /export to me in a private chat.
export-comes = I am packing what I keep about you: your requests, words, settings, charges and pictures. The file comes here in a moment, and is deleted on my side after a day. /forget deletes the rest.
export-again = You have asked for your data already. The next file can be made from { $again }.
export-here = This is what I keep about you: JSON files and your pictures.{ $count ->
    [0] { "" }
    [one] { " " }One older picture did not fit; /gallery shows it.
   *[other] { " " }{ $count } older pictures did not fit; /gallery shows them.
} Not in it: what stands in the chats themselves.
