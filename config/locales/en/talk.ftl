# Words that are no command: answered, or asked about at no cost.

attachment-unreadable = I can't read { $kind ->
    [animation] a GIF that was turned into a film
    [video] a video
    [voice] a voice message
    [audio] an audio file
    [sticker] a moving sticker
    [document] this file
    [paid] paid media
   *[other] this
}. Send words to paint, or a picture (JPG, PNG, WebP, HEIC …). Nothing was charged.
edited-not-read = An edited message is not a new request. Please send it again as a new message.
ask-forwarded = You forwarded this: “{ $words }” Shall I paint it?
ask-via-bot = This came by way of a bot: “{ $words }” Shall I paint it?
ask-words = Shall I paint “{ $words }”?
ask-first = Shall I paint “{ $words }”? { $count ->
    [one] One picture
   *[other] { $count } pictures
} for ¥{ $price }. I ask only before your first picture.
ask-first-free = Shall I paint “{ $words }”? It's free of charge. I ask only before your first picture.
ask-about-picture = “{ $words }”: shall I repaint this picture with these words, or paint a new one?
ask-command = Do you mean the command /{ $command }, or shall I paint “{ $words }”?
button-words-paint = Paint it
button-words-restyle = Repaint this one
button-words-command = /{ $command }
button-words-agree = Go ahead
button-words-anew = Paint as a new picture
button-words-edit = Change this one
button-words-blend = { $count ->
    [2] 🧩 Combine both
   *[other] 🧩 Combine all { $count }
}
button-words-pick = { $pick }
ask-change = “{ $words }”: shall I change this picture (¥{ $price }), or paint a new one?
ask-change-free = “{ $words }”: shall I change this picture, or paint a new one?
ask-change-remembered = I'll remember your answer for the next time; /settings reply changes it.
ask-which = “{ $words }”: which of these pictures shall I change?
ask-which-blend = Which of these pictures shall I put on your list?
edit-not-offered = None of the models here changes a picture by words, but I can paint it in another style.
talk-greeting = Hi! Write what you'd like to see, for example “a lighthouse at dusk”, or send a picture to change or restyle. /help lists everything.
talk-thanks = Glad to hear from you! Write what you'd like to see next.
talk-question-under-picture = I can't answer questions, I only paint. To change this picture, say how: “make it night”. Nothing was charged.
talk-complaint = Sorry it isn't what you hoped for. /again paints another variation, or say it in other words.
link-unreadable = I don't open links. Send the picture itself, with your words to it.
ask-rest = “{ $words }” may be the end of the long message before. Shall I paint it by itself?
rest-not-read = If your app sent the rest of this as a message of its own, I leave that out.
rest-left-out = If your app sent the rest as a message of its own, I leave that out, too.
question-dropped = All right, I won't paint it. Nothing was charged.
prompt-piece = { $prompt }
button-prompt = Whole prompt
