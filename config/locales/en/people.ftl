# What the bot knows of its people: settings, modifiers, scenes, many at once, the gallery, forgetting.

## Help and menus

help-settings = /settings — your defaults; /settings here: this chat's
help-mod = /mod add cyber neon, rain at night — a modifier of your own; write +cyber in any prompt
help-scene = /scene poster moon festival — presets for a purpose; /scene lists them
help-compare = /compare a fox — the same in several styles, on one sheet
help-gallery = /gallery — your pictures, page by page; /gallery fox watercolor searches
help-star = /star 42 — keep picture 42 for ever (again: no longer)
help-forget = /forget — delete your pictures and what I know of you
menu-settings = your defaults
menu-mod = modifiers of your own
menu-scene = presets for a purpose
menu-compare = the same in several styles
menu-gallery = your pictures, page by page
menu-star = keep a picture for ever
menu-forget = delete your pictures and data
help-many = {"{"}red, blue{"}"} fox in {"{"}snow, desert{"}"} — all combinations, up to 16 (the price is asked first above four)
