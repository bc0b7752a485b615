# Moderation: rules about words, what waits for moderators, refusals.
words-refused = This bot's rules do not allow that, so nothing was painted. Say it in other words, or leave out what is violent, sexual or hurtful. If you think this is a mistake, ask the people who run this bot.
words-need-moderator = A moderator has to look at words like these first. Paint them directly with /imagine: the picture then waits for one.
words-break = Several of your requests were refused today, so there is a break until { $again }. Requests that keep to the rules are welcome after that.
job-awaits-moderator = A moderator looks at this one before it is painted. Nothing is charged until then. /cancel { $id } takes it back.
job-not-approved = A moderator decided that this is not painted. You are not charged.
act-word-add = { $rule ->
    [refuse] Refuse prompts with “{ $text }”
    [hold] Hold prompts with “{ $text }” for a moderator
   *[note] List prompts with “{ $text }” for the moderators
}
act-word-add-effect = { $rule ->
    [refuse] It counts at once and everywhere. Who writes that is told kindly, without the word, and pays nothing.
    [hold] It counts at once and everywhere. What is held costs nothing and is painted once a moderator releases it.
   *[note] It counts at once and everywhere. The pictures are painted; nobody but the moderators learns of it.
}
act-word-add-how = /admin word add refuse gore · hold (ask a moderator) · note (list it) · * stands for up to 20 characters: gore*
act-word-add-in = { $rule ->
    [refuse] Refuse prompts with “{ $text }” in { $place }
    [hold] Hold prompts with “{ $text }” in { $place } for a moderator
   *[note] List prompts with “{ $text }” in { $place } for the moderators
}
act-word-add-in-effect = It counts at once, in that chat with all its topics.
act-word-add-in-how = /admin word add-in telegram:-100123 refuse gore · /admin word add-in #42 hold gore (where #42 was asked for)
act-word-remove = Remove the rule no. { $id }
act-word-remove-effect = “{ $text }” counts no more{ $where ->
    [there] {" "}in { $place }
   *[everywhere] {""}
}. What was refused or held stays as it is.
act-word-remove-how = /admin word remove 3 — the numbers are in /admin word list
act-report-dismiss = Take no. { $id } off the list
act-report-dismiss-effect = Nothing else happens. Nobody is told.
act-report-dismiss-how = /admin report dismiss 7 — the numbers are in /admin reports
act-no-such-rule-action = “{ $word }” is not what a rule can do: refuse, hold or note.
act-no-row-number = “{ $word }” is no number.
act-no-such-rule = There is no rule with the number { $id }.
act-rule-there-already = There is that rule already{ $id ->
    [0] {""}
   *[other] , no. { $id }
}. Remove it first to change what it does.
act-rules-too-many = There are { $most } rules, which is as many as there can be. Remove some, or use * in one for several.
act-rule-empty = A rule needs a word.
act-rule-short = That is too short: it would be in almost every prompt.
act-rule-long = That is too long: at most { $most } characters and four *.
act-no-such-case = There is nothing with the number { $id } on the list.
act-case-is-held = #{ $job } still waits: /admin release { $job } has it painted, /admin fail { $job } ends it.
word-list = Rules about words: { $count }{ $file ->
    [0] {""}
   *[other] , and { $file } in the file
}
word-list-rule = { $id }. { $rule ->
    [refuse] ⛔ refuse
    [hold] ✋ hold
   *[note] 👁 list
} “{ $text }”{ $where ->
    [there] {" "}— { $place } only
   *[everywhere] {""}
}
cases = For the moderators: { $count }
case = No. { $id }{ $job ->
    [0] {""}
   *[other] {" "}· #{ $job }
} · { $kind ->
    [held] ✋ waits
    [reported] ⚑ reported
    [noted] 👁 noted
   *[closed] ✓ settled
}{ $about ->
    [image-in] {" "}· the image that was sent
    [image-out] {" "}· the painted picture
   *[words] {""}
} · { $person }: “{ $words }”{ $given ->
    [yes] {" "}({ $reason })
   *[no] {""}
}
case-hook-down = the image check did not answer
refusals = Refused lately, the newest first. (This look is in the audit.)
refusals-none = Nothing was refused before that.
refusal = { $at } { $person }{ $job ->
    [0] {""}
   *[other] {" "}· #{ $job }
} · { $kind ->
    [declined] by the service
   *[refused] { $about ->
        [words] by a rule
       *[other] by the image check
    }
}: “{ $words }”{ $given ->
    [yes] {" "}({ $reason })
   *[no] {""}
}
said = What { $person } said, the newest first:
said-nothing = Nothing is kept of what { $person } said.
said-line = { $at } { $kind ->
    [job] #{ $id }
    [refused] ⛔
   *[call] ✎
} { $words }
cases-none = Nothing waits for moderators.
alert-moderation = Something waits for the moderators ({ $count } on the list). /admin reports shows them.
button-report = ⚑ Report
reported = Thank you. The moderators of this bot look at #{ $id }; nobody else learns that you reported it.
reported-already = You have reported #{ $id } already. The moderators decide.
act-report-remove = Delete the pictures of #{ $job } (no. { $id })
act-report-remove-effect = They disappear from the conversation, the galleries and the links, and are not refunded. Their owner is told. For a day they can be brought back.
act-report-remove-how = /admin report remove 7 — the numbers are in /admin reports
act-case-not-painted = #{ $job } has no pictures yet. /cancel { $job } stops it.
job-image-refused = This bot’s image check turned your image down, so nothing was painted and nothing was charged. Please use another image.
job-image-refused-several = This bot’s image check turned down picture { $code } of those you sent, so nothing was painted and nothing was charged. Leave it out, or use another one.
job-image-awaits-moderator = A moderator looks at the image before this is painted. Nothing is charged until then. /cancel { $id } takes it back.
job-image-not-approved = A moderator decided that nothing is painted from this image. You are not charged.
job-picture-awaits-moderator = It is painted, and a moderator looks at it before it is posted. The service has been paid for it, so it is charged whatever the moderator decides.
job-pictures-refused = It was painted, but this bot’s image check does not let it be shown. The service had been paid for it by then, so it is charged. Put it differently next time; if you think this is a mistake, ask the people who run this bot.
partial-refused = { $count ->
    [one] Another one was painted, but this bot’s image check does not let it be shown
   *[other] { $count } more were painted, but this bot’s image check does not let them be shown
}; the service was paid for that, so it is charged.
act-release-pictures-effect = They are posted. Painted and charged they are already.
act-fail-pictures-effect = What was held back is deleted and nobody is shown it. Its owner is told; it stays charged, since the service was paid for it. A refund is an act of its own.
job-cancelled-unseen = Stopped, but it had already been painted: ¥{ $price } is charged. It was held back, so it is deleted and nobody is shown it.
report-which = Which one? /report 42, or reply to the picture with /report.
act-report-restore = Bring back the pictures of #{ $job } (no. { $id })
act-report-restore-effect = They are shown again where they were, and are on the list again. Their owner is told.
act-report-restore-how = /admin report restore 7 — for a day after report remove
act-restore-too-late = The pictures of #{ $job } cannot be brought back (any more).
report-removed = A moderator took down your picture #{ $id }. It is not shown to anybody any more, and its price is not refunded. If you think this is a mistake, ask the people who run this bot: they can bring it back for a day.
report-restored = A moderator has brought your picture #{ $id } back.
act-cover = Cover the pictures of #{ $id }
act-cover-effect = They are covered until somebody asks to see them. On platforms that cannot do that they disappear from groups, and their owner gets them in private.
act-cover-how = /admin cover 42 — cover pictures until somebody asks to see them
act-cover-already = #{ $id } is covered already.
act-uncover = Uncover the pictures of #{ $id }
act-uncover-effect = They are shown openly, unless their owner or the chat wants them covered.
act-uncover-how = /admin uncover 42 — show them openly again
act-uncover-already = #{ $id } is not covered.
act-nothing-to-cover = #{ $id } has no pictures.
unshown-cover = Pictures cannot be covered here, so it is not posted in this chat.
