# Everything the bot says itself. Each error says what happened, whether it cost anything, and what to do.
# Both languages have the same ids; a test compares them.

## A job's one message

job-head = #{ $id } · { $prompt }
job-queued = { $position ->
    [1] Got it. You are next; about { $seconds } s.
   *[other] Got it. You are number { $position } in the queue; about { $seconds } s.
}
job-far-back = Got it. More than 200 pictures are ahead of you, so this will take a while.
job-preparing = Got it. Your picture is being handed to the painter.
job-submitting = It is your turn: handing it to the painter.
job-next = The painter has it; it comes right after the current picture.
job-running = Painting … about { $seconds } s to go.
job-overdue = Painting … it has been taking longer than usual since { $since }. The painter gives up at { $until } at the latest; you are told either way.
job-collecting = Painted. Bringing it here.
job-stopping = Stopping. If the painter has already begun, it finishes and is charged, but nothing is posted.
job-unknown = The painter's answer got lost. Finding out whether it has begun, so that nothing is paid twice.
job-unknown-answer = The painter's answer got lost. It may still come within minutes; until then nothing is sent again, so that nothing is paid twice.
job-held = It is not clear yet whether this was painted. The operator has been told; the price stays reserved, nothing is paid twice.
job-held-unsure = The painting service’s answer got lost. It may have painted this and may charge for it; nobody can look that up, so I do not send it again by myself. Your money stays reserved until { $until } and then comes back. Paint it again?
job-held-unsure-free = The painting service’s answer got lost. It may have painted this; nobody can look that up, so I do not send it again by myself. Paint it again?
job-held-unsure-cancelled = You cancelled this, but the painting service’s answer got lost: it may have painted it and may charge for it. Nothing is sent again. Your money stays reserved until { $until } and then comes back.
job-held-unsure-cancelled-free = You cancelled this, but the painting service’s answer got lost: it may have painted it. Nothing is sent again.
job-held-back = An admin is holding this back for now. Nothing is charged; it goes on as soon as they release it. /cancel { $id } takes it back.
job-waits-while-paused = Got it. Painting is paused by the administrators at the moment; your place is kept and nothing is charged.
job-waits-for-operator = Got it, but the painter's account is out of order. The operator has been told; your place is kept and nothing is charged.
job-waits-for-upstream = Got it, but the painter does not answer at the moment. It goes on by itself; nothing is charged meanwhile.
job-rests = Got it. The painter could not take it just now; it is tried again in about { $seconds } s. Nothing is charged meanwhile.
job-not-reached = The painter could not be reached, although it was tried again and again. It was not your fault and nothing was charged. Please try again later.
job-not-taken = This never arrived at the painter, although it was sent three times. It was not your fault and nothing was charged; the operator has been told. Please try again.
job-price = { $count ->
    [one] 1 picture · ¥{ $price }
   *[other] { $count } pictures · ¥{ $price }
}
job-price-with = { $count ->
    [one] 1 picture with { $model } · ¥{ $price }
   *[other] { $count } pictures with { $model } · ¥{ $price }
}
job-price-studio = { $count ->
    [one] 1 picture · free, painted by the embedded studio
   *[other] { $count } pictures · free, painted by the embedded studio
}
job-price-free = { $count ->
    [one] 1 picture · free; { $left } free ones are left
   *[other] { $count } pictures · free; { $left } free ones are left
}
job-facts = { $style } · { $size } · seed { $seed } · { $model }
job-charged = ¥{ $price }
job-partial = { $kept } of { $asked } pictures came out; only those are charged.
partial-withheld = The painting service’s moderation held the rest back.
partial-lost = The rest did not arrive whole.
job-by-studio = Painted by the embedded studio, not by Wanxiang.
job-unread = The studio does not know: { $words }
job-not-followed = The studio could not do: { $words }. Of photos, and other images that it did not paint, it changes only light, colours, weather and style.
list-comma = {", "}
job-cancelled = Cancelled. Nothing was charged.
job-cancelled-charged = { $count ->
    [one] Stopped, but it had already been painted: ¥{ $price } is charged. /show { $id } brings it here.
   *[other] Stopped, but { $count } pictures had already been painted: ¥{ $price } is charged. /show { $id } brings them here.
}
job-failed-unknown = This did not work out. Nothing was charged.
job-deleted = #{ $id } · deleted
job-bell = #{ $id } is done, above.

button-again = 🔁 Again
button-restyle = 🎨 Restyle
button-similar = ✨ Similar
button-original = 📎 { $pick }
button-originals = { $count ->
    [one] 📎 Original
   *[other] 📎 Originals
}
button-delete = 🗑 Delete
button-delete-yes = 🗑 Delete it
button-delete-no = Keep it
button-undo = Undo
button-copy = 📋 Prompt
button-cancel = Cancel
button-back = ‹ Back
button-keep-repaint = keep the content
button-keep-refonly = take the style

## Styles

style-auto = auto
style-photography = photography
style-portrait = portrait
style-3d-cartoon = 3D cartoon
style-anime = anime
style-oil-painting = oil painting
style-watercolor = watercolor
style-sketch = sketch
style-chinese-painting = Chinese painting
style-flat-illustration = flat illustration
prompt-bare-restyle = { $key ->
    [auto] the same picture, painted beautifully
   *[other] the same picture in { $style } style
}

## Questions

ask-style = Which style? Press one, or write for example: /restyle watercolor at dusk
ask-style-or-change = Or say what to change in it, for example: make it night
ask-style-first = A style is for the first of these { $count } pictures.
ask-style-or-blend = Or say what to make of { $count ->
    [2] both
   *[other] all { $count }
}, for example: put her in this room
ask-language = Which language?
lang-name-zh = 中文
lang-name-en = English
language-set = I’ll speak English from now on.
say-something = Tell me what to paint, for example: /imagine a sea of roses at sunrise

## What cannot be meant

problem-nothing-spent = Nothing was queued or charged.
unknown-command = I do not know the command /{ $word }. /help lists what I can do.
unknown-command-near = I do not know the command /{ $word }. Did you mean /{ $near }?
unknown-option = I do not know the option --{ $word }. There are: --style, --ar, --size, --n, --seed, --no, --strength, --model.
unknown-option-near = I do not know the option --{ $word }. Did you mean --{ $near }?
option-without-value = The option --{ $option } needs a value, for example: --style watercolor, --n 2
unknown-style = I do not know the style “{ $word }”. /styles lists all ten.
unknown-style-near = I do not know the style “{ $word }”. Did you mean “{ $near }”? /styles lists all ten.
bad-size = “{ $value }” is not a size. Write it like 1280x720 or 2k.
bad-ratio = “{ $value }” is not a ratio I can use. Write it like 16:9 or 3:4.
bad-n = “{ $value }” is not a number of pictures. Write it like --n 2.
bad-seed = “{ $value }” is not a seed. It is a whole number from 0 to 2147483647.
bad-strength = “{ $value }” is not a strength. It goes from 0 (free) to 1 (close to the picture), for example --strength 0.7.
bad-from = “{ $value }” is not a picture's number. Write it like --from 42, or --from 42.2 for the second picture.
no-such-picture = There is no picture { $pick } of #{ $id } (any more).
no-such-job = There is no #{ $id } here. /jobs lists yours.
not-yours = #{ $id } belongs to somebody else; only they or an admin can do that.
admin-not-told = Are you an admin of this chat? I could not tell this time. If you are, please type the command in a moment.
reply-withheld-id = Your app only told me that you quote something, not what. Please send the picture itself together with the words.
reply-withheld = In this kind of group I cannot see which picture you reply to. Send the picture with the command as its caption; or make me an admin, or turn the group into a supergroup (show the history to new members).
reply-no-image = There is no picture in the message you replied to. Reply to a picture, or attach one.
no-image-repaint = Which picture? Reply to one with /restyle, or send one with /restyle as its caption.
no-image-edit = Which picture? Reply to one with /edit and say what to change, or send one with these words as its caption.
no-image-refonly = Which picture's style? Reply to one with /similar and say what to paint.
edit-needs-words = Say what to change in this picture, for example: /edit make it night
edit-no-such-number = There is no picture { $number } here: { $count ->
    [one] there is only one
   *[other] there are { $count }
}.
edit-not-painted-yet = #{ $id } is still being painted. When it is there, say again what to change.
similar-needs-words = Say what to paint in this picture's style, for example: /similar a lighthouse
no-job-to-repeat = There is nothing to repeat yet. /imagine something first.
nothing-to-cancel = You have nothing waiting or being painted.
burst = You pressed this { $count } times in a row. Paint once more?
button-once-more = 🔁 Paint once more
question-answered = This question is settled: it was answered before, or something else was ordered instead. Nothing more was done.
button-unknown = This button is too old for me. /help lists what I can do.
too-old = I was offline and this message is more than a day old, so nothing was done. Please send it again.
press-too-old = I was offline and you pressed this more than a day ago, so nothing was done and nothing was charged. Please press it again.
message-too-long = That is { $count } characters; I read at most { $limit } in one message. Please send less.
too-many-options = There are more than { $limit } words in this that look like options. Please write less.
one-command = A command comes first, and one message holds one command. Please send them one by one.
our-mistake = Something went wrong on our side; the operator has been told. Nothing was charged. Please try again.
not-allowed = This bot is invite-only. To get in, send the operator this ID: { $who }
model-gone = The model { $model } is no longer available here. Nothing was charged. Try again without --model.

## Pictures that came in

image-empty = That picture is empty: there is nothing to see in it. Nothing was charged.
image-too-many-bytes = That picture is over { $limit } MB. Send a smaller one; nothing was charged.
image-not-an-image = That is not a picture I can read. JPG, PNG, WebP, BMP, TIFF, GIF, HEIC and AVIF work; nothing was charged.
image-too-large = That picture has more than { $limit } million pixels. Send a smaller one; nothing was charged.
image-too-small = That picture is only { $width }×{ $height } pixels; it needs at least { $limit } a side. Nothing was charged.
image-absurd-ratio = That picture is too narrow: the long side may be at most { $limit } times the short one. Nothing was charged.
image-damaged = That picture is damaged or cut off. Send it again; nothing was charged.
image-gone = That picture is no longer available. Send it again; nothing was charged.
image-not-allowed = I am not allowed to fetch your picture here. This is not your fault; the operator has been told. Nothing was charged.
image-not-fetched = I could not fetch that picture for two minutes. Please send it again; nothing was charged.
image-not-stored = I could not store that picture for two minutes: something is wrong on our side. Please send it again later; nothing was charged.
image-of-several = Picture { $number } of { $count } cannot be read, so nothing was painted. { $reason }
too-many-images = I take at most { $limit } pictures at once; these are { $count }. Please send fewer. Nothing was charged.
first-of-several = I took the first of these { $count } pictures.
album-late = A picture of this album came too late: I had begun without it. Send the pictures again if it belongs to them.
reference-gone = The picture this refers to is no longer here. Send it again; nothing was charged.
reference-upload-failed = Your picture could not be handed to the painter. It was not your fault and nothing was charged. Please try again later.
job-unreadable = What you asked for can no longer be read here. This is our mistake: the operator has been told, and you are not charged. Please ask again.
result-gone = The painter's result was gone before it could be fetched. You are not charged. Please try again.
result-not-stored = Your picture was painted, but could not be stored: something was wrong on our side for hours. You are not charged. Please try again.
result-damaged = The painter's result came damaged. You are not charged. Please try again.
held-unknown = { job-held }

## Looking after jobs

cancel-cancelled = #{ $id } is cancelled. Nothing was charged.
cancel-requested = #{ $id } is with the painter already. If it has not begun, it is cancelled free of charge; otherwise it finishes, is charged, and is not posted.
cancel-too-late = #{ $id } has already ended.
cancel-not-yours = #{ $id } belongs to somebody else; only they or an admin can cancel it.
cancel-no-such-job = There is no #{ $id } here. /jobs lists yours.
delete-ask = Delete the pictures of #{ $id }? You can undo this for { $seconds } seconds.
deleted = The pictures of #{ $id } are deleted.
deleted-undo = You can undo this for { $seconds } seconds.
undelete-nothing = Nothing was deleted in the last half minute.
undelete-too-late = It is too late to bring #{ $id } back.
undelete-not-deleted = #{ $id } is not deleted.
originals-of = { $count ->
    [one] #{ $id }, the original picture
   *[other] #{ $id }, the original pictures
}
no-jobs = You have no pictures yet. /imagine something!
jobs-head = Your newest pictures:
jobs-line-queued = { $position ->
    [0] #{ $id } waits · { $prompt }
   *[other] #{ $id } waits, number { $position } · { $prompt }
}
jobs-line-preparing = #{ $id } is being prepared · { $prompt }
jobs-line-submitting = #{ $id } is being handed over · { $prompt }
jobs-line-unknown = #{ $id } is being looked for · { $prompt }
jobs-line-running = #{ $id } is being painted · { $prompt }
jobs-line-collecting = #{ $id } is being fetched · { $prompt }
jobs-line-done = #{ $id } done · { $prompt }
jobs-line-failed = #{ $id } failed · { $prompt }
jobs-line-cancelled = #{ $id } cancelled · { $prompt }
jobs-line-held = #{ $id } is held for the operator · { $prompt }
cost-head = What your pictures cost (reserved ones included):
cost-today = today: ¥{ $price }, { $count } pictures
cost-month = this month: ¥{ $price }, { $count } pictures
cost-all = in all: ¥{ $price }, { $count } pictures
quota-head = What you have left here:
quota-none = Nothing limits how many pictures you may paint here.
quota-person-pictures = You, { $period ->
    [day] today
    [week] this week
   *[month] this month
}: { $left } of { $limit } pictures left, renewed at { $again }
quota-conversation-pictures = This chat, { $period ->
    [day] today
    [week] this week
   *[month] this month
}: { $left } of { $limit } pictures left, renewed at { $again }
quota-person-yuan = You, { $period ->
    [day] today
    [week] this week
   *[month] this month
}: ¥{ $left } of ¥{ $limit } left, renewed at { $again }
quota-conversation-yuan = This chat, { $period ->
    [day] today
    [week] this week
   *[month] this month
}: ¥{ $left } of ¥{ $limit } left, renewed at { $again }
quota-all-yuan = Everybody together, { $period ->
    [day] today
    [week] this week
   *[month] this month
}: ¥{ $left } of ¥{ $limit } left, renewed at { $again }
quota-waiting = Waiting: { $left } more, at most { $limit }
quota-minute = At most { $limit } requests a minute
quota-cooldown = { $limit } seconds between two requests: { $again ->
    [now] you can paint now
   *[other] the next at { $again }
}
quota-gifts = 🎁 { $count ->
    [one] One given picture is left. It counts
   *[other] { $count } given pictures are left. They count
} against no picture limit, and are used once one is reached.

## Limits

limit-waiting = { $limit ->
    [one] You already have a picture waiting.
   *[other] You already have { $limit } pictures waiting.
} { $again ->
    [unknown] Once one of them begins there is room again; or /cancel one.
   *[other] From about { $again } there is room again; or /cancel one.
}
limit-minute = That is more than { $limit } requests a minute. Try again at { $again }.
limit-day = Daily limit reached ({ $used } of { $limit } used, { $left } left). Try again at { $again }.
limit-day-never = You can paint at most { $limit } pictures a day, and this asks for { $asked }. Ask for fewer at once.
limit-conversation-day = Daily limit reached here ({ $used } of { $limit } used, { $left } left). Try again at { $again }.
limit-conversation-day-never = At most { $limit } pictures a day can be painted here, and this asks for { $asked }. Ask for fewer at once.
limit-cooldown = There have to be { $limit } seconds between two requests. Try again at { $again }.
limit-pictures = Your { $period ->
    [week] weekly
   *[month] monthly
} limit is reached ({ $used } of { $limit } pictures used, { $left } left). Try again at { $again }.
limit-pictures-never = You can paint at most { $limit ->
    [one] one picture
   *[other] { $limit } pictures
} a { $period ->
    [week] week
   *[month] month
}, and this asks for { $asked }. Ask for fewer at once.
limit-yuan = Your { $period ->
    [day] daily
    [week] weekly
   *[month] monthly
} limit is reached (¥{ $used } of ¥{ $limit } used, ¥{ $left } left). Try again at { $again }.
limit-yuan-never = You can spend at most ¥{ $limit } a { $period ->
    [day] day
    [week] week
   *[month] month
}, and this costs ¥{ $price }. Ask for fewer at once.
limit-conversation-pictures = The { $period ->
    [week] weekly
   *[month] monthly
} limit of this chat is reached ({ $used } of { $limit } pictures used, { $left } left). Try again at { $again }.
limit-conversation-pictures-never = At most { $limit ->
    [one] one picture
   *[other] { $limit } pictures
} a { $period ->
    [week] week
   *[month] month
} can be painted here, and this asks for { $asked }. Ask for fewer at once.
limit-conversation-yuan = The { $period ->
    [day] daily
    [week] weekly
   *[month] monthly
} limit of this chat is reached (¥{ $used } of ¥{ $limit } used, ¥{ $left } left). Try again at { $again }.
limit-conversation-yuan-never = At most ¥{ $limit } a { $period ->
    [day] day
    [week] week
   *[month] month
} can be spent here, and this costs ¥{ $price }. Ask for fewer at once.
limit-money-day = Today’s budget is used up: ¥{ $left } of ¥{ $limit } is left. Try again at { $again }.
limit-money-day-never = This costs ¥{ $price }, and the budget is ¥{ $limit } a day. Ask for fewer at once.
limit-money-month = This month’s budget is used up: ¥{ $left } of ¥{ $limit } is left. Try again at { $again }.
limit-money-month-never = This costs ¥{ $price }, and the budget is ¥{ $limit } a month. Ask for fewer at once.
limit-batches = You have { $limit } sets of pictures in the making, the most at once. Wait until one of them is done, or stop the oldest: /many stop { $id }
limit-sessions = You are hosting { $limit } sessions, the most at once. End one where it is running (/session end), then start this one.
limit-host-day = The host of this session has used up their pictures for today. It works again at { $again }.
limit-host = The host of this session has used up what they may use. It works again at { $again }.
limit-host-banned = The host of this session may not use this bot at the moment.
limit-disk = There is too little room left for new pictures. The operator has been told; it works again as soon as there is room.
limit-banned = You may not use this bot at the moment. Ask its operator.
limit-no-pictures = Pictures cannot be posted here: the chat does not let me. Nothing was painted or charged. Let me send photos and files here, then try /show with a number; or write to me in a private chat.
limit-no-account = Nobody here can paint with { $model } at the moment. The operator has been told.

## Telling

styles-head = The ten styles (write --style and a name, or #name):
styles-line = { $en } · { $zh }
styles-foot = For example: /imagine a fox in the snow --style watercolor
help-head = I paint what you describe.
help-imagine = /imagine a sea of roses at sunrise — paint from words
help-restyle = /restyle watercolor — reply to a picture: keep its content, change its style
help-edit = /edit make it night — reply to a picture: change it by words
help-similar = /similar a lighthouse — reply to a picture: paint something new in its style
help-again = /again — same prompt, new variation
help-styles = /styles — the ten styles
help-jobs = /jobs — your pictures and where they are
help-show = /show 42 — bring picture 42 back
help-cancel = /cancel — stop the newest one, or /cancel 42
help-cost = /cost — what your pictures cost
help-quota = /quota — what you have left, and when it renews
help-lang = /lang zh — 说中文
help-help = /help — this
help-options = Options: --style watercolor · --ar 16:9 · --size 1280x720 · --2k · --4k · --n 2 · --set 6 · --transparent · --fast · --seed 7 · --no text · --strength 0.7
help-admins = As an admin of this bot: /admin shows what runs and waits, /admin help what you can do. For anybody's picture: /show 42 — how it goes, /cancel 42, /hold 42 — keep it from being painted, /release 42 — let it go on. You never see its words or the picture.
help-foot = In a one-to-one chat you may leave out /imagine.
menu-imagine = paint from words
menu-restyle = change a picture's style
menu-edit = change a picture by words
menu-similar = something new in a picture's style
menu-again = same prompt, new variation
menu-styles = the ten styles
menu-jobs = your pictures and where they are
menu-show = bring a picture back
menu-cancel = stop a picture
menu-cost = what your pictures cost
menu-quota = what you have left
menu-lang = 中文 / English
menu-help = what I can do
option-style = one of ten styles
option-ar = shape, such as 16:9
option-size = size in pixels, such as 1280x720
option-n = how many, 1 to 4
option-seed = a number; the same one paints the same
option-no = what should not be in it
option-strength = 0 free … 1 close to the picture
option-model = another model
option-from = a picture by its number, such as 42 or 42.2

## At the terminal

start-address = Shenbi is ready. Open { $address }
start-workers = Working: no platform is on in this process.
start-studio = No DASHSCOPE_API_KEY is set, so the embedded studio paints: simple pictures, free of charge.
doctor-unknown-name = { $name } is not a setting of Shenbi; is it misspelt?
doctor-odd-key = a key of the account { $account } does not begin with { $begin }: the service will refuse it; copy it again from the console of the service
doctor-account-ready = the account { $account } is answered at { $url }
doctor-account-aside = the account { $account } is set aside for { $model }: { $reason }. `shenbi accounts --live { $account }` brings it back
doctor-account-away = the account { $account } cannot be tried: { $url } does not answer ({ $reason }): look at DASHSCOPE_HTTP_BASE_URL, the network and HTTPS_PROXY
doctor-account-settings = the account { $account }: { $error }
doctor-platform-refused = { $platform }: { $error }
doctor-platform-away = { $platform } is on but cannot be reached ({ $reason }): look at its address, the network and HTTPS_PROXY
doctor-refused = { $error }
doctor-admin-away = the admin { $admin } cannot be told of anything: they have not written to the bot in a private chat, or have blocked it; they can write anything to it, or be taken out of access.admins
doctor-alerts = alerts: { $count ->
    [one] 1 admin
   *[other] { $count } admins
} in their private chats{ $hook ->
    [yes] , and the webhook
   *[no] { "" }
}
doctor-studio = no DASHSCOPE_API_KEY: the embedded studio paints
doctor-studio-missing = no DASHSCOPE_API_KEY, and the studio's libraries are missing: set a key, or install shenbi[studio]
doctor-model = default model { $model }
doctor-database = database: { $kind }
doctor-no-database = database: { $error }
doctor-disk = { NUMBER($free, useGrouping: 0) } MB free in { $folder }
doctor-fonts = fonts: every Chinese character and emoji can be drawn
doctor-fonts-missing = { $kind ->
    [chinese] no font here has all Chinese characters
    [emoji] no font here has emoji
   *[both] no font here has all Chinese characters, and none has emoji
} (drawn on sheets and in albums): apt-get install { $packages }; other systems: docs/sessions.md
doctor-platform-on = { $platform } is on
doctor-platform-off = { $platform } is off
doctor-backup-folder = backups cannot be written to { $folder }: { $error }: give Shenbi the right to write there, or name another folder in [backup]
doctor-backup-none = backups: none yet in { $folder }
doctor-backup-age = backups: { $count } in { $folder }, the newest is { $hours ->
    [0] less than an hour
    [one] 1 hour
   *[other] { $hours } hours
} old
doctor-no-such-platform = { $setting }: { $entry } names no platform, so it matches nobody; write it like telegram:42
doctor-sign-on = The room: people sign on at { $proxies }, named in { $header }
doctor-sign-on-here = web.sign_on_proxies: every program on this machine can pretend to be anybody; let nobody else use it
doctor-sign-on-wide = web.sign_on_proxies: { $entry } holds { NUMBER($count, useGrouping: 0) } addresses, and each of them can pretend to be anybody; name the proxy alone
doctor-sign-on-public = web.sign_on_proxies: { $entry } is reachable from the internet; the proxy should be in your own network
doctor-sign-on-case = { $setting }: { $entry } matches nobody; write { $right }, because web.sign_on_ignores_case is on
doctor-sign-on-off = { $setting }: { $entry } matches nobody, because web.sign_on_header is not set
doctor-pictures = pictures: { $place }
doctor-pictures-away = pictures: { $place } cannot be used ({ $reason }): look at [pictures], the keys and the rights of the bucket or folder
doctor-webhook-away = nothing listens at { $place }, where alerts are to be sent ({ $reason }): start what takes the alerts, or correct SHENBI_ALERT_WEBHOOK
doctor-no-money-limit = SHENBI_DAILY_YUAN is 0: there is no limit of money; set it to what a day may cost

## For the operator

held-back-closed = An admin closed this before it was painted. You are not charged.
held-unsure = The painting service’s answer got lost. It may have painted this, and nobody can look that up, so it is not sent again.
held-unsure-closed = It could not be found out whether this was painted, so it is closed. You are not charged.
held-given-up = It could not be found out whether this was painted, so the operator closed it. You are not charged.
operate-none = none
operate-ledger-sound = the totals agree with the ledgers

## A picture that its place does not take

unshown-unknown = The picture could not be posted here: the platform refuses it. It is kept.
unshown-not-allowed = The picture cannot be posted here: this chat does not let me send pictures. It is kept.
unshown-too-large = The picture is too large to be posted here. It is kept.
unshown-unfit = This platform does not take the picture. It is kept.
unshown-moderation = The platform's moderation did not let the picture through. It is kept.
unshown-too-late = The picture can no longer be shown here: the time in which I may write was over. It is kept.
unshown-gone = The picture is no longer kept.
unshown-get = Write /show { $id } to me in a private chat to get it.
unshown-sent = I have sent it to you in our private chat.
