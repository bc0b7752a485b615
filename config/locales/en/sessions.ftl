# Creative sessions: the card, what is answered, the album. Both languages have the same ids; a test compares them.

## The card

session-title = 🎨 { $theme }
session-phase-gathering = Round { $round } of { $rounds } · ideas until { $until } ({ $left })
session-phase-prolonged = Round { $round } of { $rounds } · no ideas yet, so a little longer: until { $until } ({ $left })
session-phase-painting = Round { $round } of { $rounds } · painting, { $done } of { $total } done
session-phase-painting-time = Round { $round } of { $rounds } · painting, { $done } of { $total } done, about { $left } to go
session-painting-begins = Round { $round } of { $rounds } · ideas are closed, painting { $count ->
    [one] 1 picture
   *[other] { $count } pictures
} now
session-painting-begins-time = Round { $round } of { $rounds } · ideas are closed, painting { $count ->
    [one] 1 picture
   *[other] { $count } pictures
} now, about { $left }
session-phase-assembling = Round { $round } of { $rounds } · painted; putting the pictures up
session-phase-voting = Round { $round } of { $rounds } · vote until { $until } ({ $left })
session-phase-resting = Round { $round } of { $rounds } · on hold
session-phase-paused = Round { $round } of { $rounds } · paused by the host
session-phase-ended = That’s it!
session-left-seconds = { $count } s left
session-left-minutes = { $count } min left
session-left-hours = { $count } h left
session-left-over = any moment now
session-seconds = { $count } s
session-minutes = { $count } min
session-leads = This round builds on picture { $number }: { $idea } ({ $name }, { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
})
session-leads-alone = This round builds on: { $idea } ({ $name })
session-winner = The winner is picture { $number }: { $idea } ({ $name }, { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
})
session-winner-alone = The last picture: { $idea } ({ $name })
session-leads-above = This round builds on the winner.
session-change-how = In this round each idea changes that picture: say what should be different, for example “make it night” or “add a boat”.{ $price ->
    [none] { "" }
   *[some] { " " }Each change costs ¥{ $price }.
} The picture as it was takes part in the vote.
session-winner-gone = The winner’s picture was deleted, so this round is painted from the words.
session-edit-gone = Pictures cannot be changed or blended here any more, so this round is painted anew.
session-unchanged = as it was
session-blended = { $ideas } in one
session-blend-instruction = Make one picture of these pictures
session-host-winner = Host, with the winner: { $ways }
session-host-change = /session change (ideas change it by words)
session-host-anew = /session anew (ideas are painted anew)
session-host-blend = /session blend { $numbers } (one picture of several)
session-host-undo = /session undo (back to before it)
session-skipped = Round { $round } was skipped.
session-undone = The winner of round { $round } was taken back.
session-tied = It was a tie, { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
} each: the idea that came first wins.
session-unvoted = Nobody voted: the idea that came first wins.
session-ideas = Ideas: { $count }
session-idea-line = • { $name }: { $idea }
session-with-picture = 📎 { $count ->
    [one] a picture
   *[other] { $count } pictures
}
session-idea-line-nameless = • { $idea }
session-ideas-in = { $count ->
    [one] 1 idea is in: { $names }
   *[other] { $count } ideas are in: { $names }
}
session-more = … and { $count } more
session-between = { ", " }
session-people = Players: { $names }
session-host = { $name } (host)
session-all-of-us = all of us
session-how-idea-public = Your idea: write /idea and a few words, or reply to this message; a picture may come with it. Ideas are public here. Write again to change yours; “/idea take back” withdraws it.
session-how-idea-field = Your idea: write it below. Nobody sees it until painting begins. (What you write in the chat, such as /idea, everybody sees; a picture can only come that way.) Need more time? Press Join, and you are waited for.
session-how-idea-link = Your idea: press the button and send it to me privately. Nobody sees it until painting begins. (/idea in this chat works too, and everybody sees it.) Need more time? Press Join, and you are waited for.
session-how-idea-public-again = Your idea: write /idea and a few words.
session-how-idea-field-again = Your idea: write it below. Nobody sees it until painting begins.
session-how-idea-link-again = Your idea: press the button and send it to me privately.
session-early-ideas = Painting begins as soon as everyone who plays has given an idea.
session-early-votes = The vote closes as soon as everyone who plays has voted.
session-host-gathering = Host: /session paint · pause · end
session-host-painting = Host: /session close (go on with what is there) · pause · skip
session-host-voting = Host: /session close · pause · skip
session-voted = { $count } of { $most } have voted
session-result = Round { $round }, the result:
session-revealed = { $number } · { $idea } — by { $name }, { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
}
session-revealed-winner = 🏆 { $number } · { $idea } — by { $name }, { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
}
session-revealed-alone = 🏆 { $idea } — by { $name }, the only picture of this round
session-how-vote = One vote each, and nobody sees how it stands: write “vote 2”. Write again to change it.
session-how-vote-press = One vote each, and nobody sees how it stands: press a number. Press another to change it.
session-strict = Nobody may vote for their own idea.
session-candidate = { $number } · { $idea }
session-missed = { $count ->
    [one] 1 more picture could not be painted.
   *[other] { $count } more pictures could not be painted.
}
session-mention = In a group, mention me (@) in what you write, or it does not reach me.
session-unconfirmed = What you write counts; I don’t confirm each one.
session-budget = ¥{ $used } of ¥{ $budget } used
session-spent = ¥{ $used } spent so far
session-free = Painted by the embedded studio: free
session-card-moved = ↓ The session goes on below.
session-how-resume = To go on: /session resume
session-how-resume-idea = To go on: an /idea, or /session resume
session-sheet-missing = The contact sheet could not be made. Vote by the list.
session-winners = How we got here: { $path }
session-shares = Cost: { $shares }
session-share = { $name } { $amount }
session-how-album = The album again: /session album

session-rests-no-ideas = No ideas came in, so the session is on hold.
session-rests-idle = Nothing has happened for a day, so the session is on hold.
session-rests-limit = A limit of this bot is reached for now, so the session is on hold. The ideas are kept.
session-rests-nothing-painted = Twice none of the ideas could be painted, so the session is on hold.
session-rests-barred = I could not write here for a while, so the session is on hold. Ideas and votes are kept.
session-rests-host-left = The host has left and nobody else is playing, so the session is on hold. Whoever resumes it becomes the host.
session-ended-rounds = All rounds have been played.
session-ended-host = Ended by the host.
session-ended-budget = The session's budget is used up.
session-ended-replaced = A new session has begun here.

session-button-paint = 🖌 Paint now
session-button-close = ✔ Close the vote
session-button-go-on = ✔ Go on with these
session-button-pause = ⏸ Pause
session-button-resume = ▶ Resume
session-button-skip = ⏭ Skip the round
session-button-end = End
session-button-album = 📖 Album
session-button-change = ✏ Change it by words
session-button-anew = 🖌 Paint anew instead
session-button-blend = 🔀 Blend the winners
session-button-undo = ↩ Take the winner back
session-button-join = ✋ Join
session-button-idea = 💡 Give an idea
session-ask-idea = Your idea (only you see it)
session-button-vote = { $number }

## Answers

session-help =
    Paint together: everyone gives an idea, all of them are painted, you vote, and the winner leads the next round.
    /session start autumn in the city — options: --rounds 3 · --per-round 4 · --ideas 120s · --vote 60s · --budget 20 · --keep style or content · --strict · --early no · --change · --style watercolor
    /idea a fox under lanterns — your idea · /vote 2 — your vote
    /session join · status · paint · close · pause · resume · skip · settings · kick <name> · leave · end · album
    From the second round on: /session change (ideas change the winner by words) · anew · blend 1 3 (one picture of several) · undo (back to before the winner)
session-not-option = { $option } is for single pictures; a session paints each idea once, in one size.
session-unknown-action = There is no “/session { $word }”. Did you mean “/session { $near }”? /session help lists all.
session-none = There is no session here. Begin one: /session start <theme>
session-already = A session is running here: “{ $theme }”. /session status shows it; its host can end it with /session end.
session-price-ask = With { $model } each picture of the session costs ¥{ $price }; usually one costs ¥{ $usual }. Go ahead?
session-change-price-ask = With { $model } each picture that is changed costs up to ¥{ $price }; usually one costs ¥{ $usual }. Go ahead?
session-change-not-offered = Pictures cannot be changed by words here: the operator offers no model for it.
session-blend-not-offered = Pictures cannot be blended here: the operator’s model for changes takes one picture at a time.
session-no-winner-yet = There is no winner yet to go on from.
session-way-is-change = In this round ideas change the winner already.
session-way-is-anew = In this round ideas are painted anew already.
session-blend-which = Which ones? Name { $most ->
    [2] two pictures
   *[other] 2 to { $most } pictures
} of the last vote, for example: /session blend 1 3
session-blend-number = Picture { $number } is not in this blend of { $numbers }. Name it with them, or say it without that picture.
session-blend-missed = The winners could not be blended. { $reason }
session-needs-theme = Say what it should be about: /session start autumn in the city
session-theme-too-long = That theme has { $length } characters; { $limit } is the most. Nothing was begun.
session-host-has-enough = { $host }, who hosts this session, is hosting { $limit } others, the most at once. It can go on when one of those has ended.
session-host-only = Only the host ({ $host }) and admins can do that.
session-you-were-removed = You were removed from this session.
session-not-while-gathering = Not now: ideas are being collected.
session-not-while-painting = Not now: the pictures are being painted. The vote comes next.
session-not-while-assembling = One moment: the pictures are being put up.
session-not-while-voting = Not now: people are voting. Ideas are taken again when a new round begins.
session-not-while-resting = The session is on hold. /session resume wakes it.
session-not-while-paused = The session is paused. Its host can go on with /session resume.
session-not-while-ended = This session has ended. /session start <theme> begins a new one.
session-no-ideas-yet = There are no ideas yet.
session-nothing-painted-yet = Nothing has been painted yet.
session-no-such-person = Nobody in this session is called that.
session-kick-which = { $count } people here are called { $name }. Which one?
session-kick-one = { $place } · { $name }{ $known ->
    [host] { " " }(host)
    [idea] : “{ $idea }”
   *[none] { "" }
}
session-not-in-it = You are not in this session.
session-who-to-kick = Who? For example: /session kick Bob
session-kicked = { $name } is out of the session.
session-left = You have left the session.
session-no-album = There is no album yet: nothing has been painted.
session-album-coming = The album is being made; it comes in a moment.
session-settings =
    { $rounds } rounds · { $per_round } pictures a round · ideas { $ideas } { $ideas_unit ->
        [h] h
        [min] min
       *[s] s
    } · vote { $vote } { $vote_unit ->
        [h] h
        [min] min
       *[s] s
    } · style { $style ->
        [s-photography] { style-photography }
        [s-portrait] { style-portrait }
        [s-3d-cartoon] { style-3d-cartoon }
        [s-anime] { style-anime }
        [s-oil-painting] { style-oil-painting }
        [s-watercolor] { style-watercolor }
        [s-sketch] { style-sketch }
        [s-chinese-painting] { style-chinese-painting }
        [s-flat-illustration] { style-flat-illustration }
       *[s-auto] { style-auto }
    }
    keeps the winner's { $keep ->
        [content] content
       *[style] style
    } · { $strict ->
        [yes] strict: no vote for one's own idea
       *[no] own ideas may be voted for
    } · { $early ->
        [yes] goes on once everyone is in
       *[no] always takes its full time
    } · { $change ->
        [yes] ideas change the winner by words
       *[no] ideas are painted anew
    } · { $budget ->
        [none] no budget of its own
       *[some] budget ¥{ $budget }
    }
    Change them: /session settings --vote 90s --rounds 4
session-idea-missed = Your idea “{ $idea }” could not be painted. { $reason }
session-missed-closed = The host went on without it.
session-missed-cancelled = It was cancelled.
session-budget-out = The session's budget is used up.
idea-empty = Say your idea: /idea a fox under lanterns
idea-change-needs-words = Say in words what should change in the picture; a picture alone does not.
idea-no-picture = An idea takes no picture here: the model changes one picture at a time, and that is the winner. Say in words what should change.
idea-one-picture = An idea takes one picture here; yours has { $count }. Send it again with one.
idea-too-many-pictures = An idea takes at most { $most } pictures in this round; yours has { $count }. Send it again with fewer.
idea-no-such-number = There is no picture { $number }{ $count ->
    [1] { "" } in the last vote. You can also send pictures with the idea
   *[other] { "" } in this idea: picture 1 is the winner, and those you sent with it count from 2
}.
idea-number-unread = In this round ideas are painted from their words, so “picture { $number }” tells the painter nothing. Say what it should show. The host can have ideas change the winner (/session change) or make one picture of several (/session blend).
idea-too-long = That idea has { $length } characters; { $limit } is the most.
idea-round-full = This round has { $limit } ideas already, the most that fit on one sheet. Keep yours for the next round.
idea-none-to-take-back = You have no idea in this round.
idea-taken-back = Your idea is taken back.
idea-private-ask = Your idea for “{ $theme }”, please: send it as your next message. Nobody sees it until painting begins.
idea-private-ask-change = Say what should be different in the winner of “{ $theme }”: your next message here is your idea. Nobody sees it until painting begins.
idea-private-in = Your idea for “{ $theme }” is in. To change it, press the button in the group again.
idea-private-over = “{ $theme }” takes no ideas at the moment. Each round has a button of its own.
vote-no-such-picture = There is no picture { $number }. Choose from 1 to { $most }.
vote-own-idea = That is your own idea; in this session you vote for somebody else's.
vote-too-late = That vote is over.
vote-too-many = { $limit } people have voted; there is no room for more.
vote-which = Which picture? For example: /vote 2

## Options

bad-rounds = “{ $value }” is not a number of rounds. It goes from 1 to 10, for example --rounds 3.
bad-per-round = “{ $value }” is not a number of pictures. It goes from 1 to 12, for example --per-round 4.
bad-vote = “{ $value }” is not a time to vote. It goes from 10 s to 24 h, for example --vote 60s or --vote 5m.
bad-ideas = “{ $value }” is not a time for ideas. It goes from 10 s to 24 h, for example --ideas 120s or --ideas 10m.
bad-budget = “{ $value }” is not a budget in yuan. It goes from 0.01 to 10000, for example --budget 20.
bad-keep = “{ $value }” cannot be kept. Write --keep content or --keep style.
bad-change = “{ $value }” is neither yes nor no. --change makes the ideas of each round change the winner by words; --change no paints them anew.
bad-early = “{ $value }” is neither yes nor no. With --early no, ideas and votes always take their full time.

help-session = /session start autumn in the city — paint together: ideas, votes, an album
help-idea = /idea a fox under lanterns — your idea for the session
help-vote = /vote 2 — your vote for picture 2
menu-session = paint together
menu-idea = your idea for the session
menu-vote = your vote in the session

## The album

album-kind = Shenbi · album of a session
album-facts = { $day } · host { $host } · { $people ->
    [one] 1 person
   *[other] { $people } people
} · { $rounds ->
    [one] 1 round
   *[other] { $rounds } rounds
} · { $pictures ->
    [one] 1 picture
   *[other] { $pictures } pictures
}
album-people = With: { $names }
album-between-names = {", "}
album-votes-title = The votes
album-path = How we got here
album-round = Round { $round }
album-round-changed = Round { $round } · changed by words
album-undone = the winner was taken back
album-round-blended = Round { $round } · blended
album-origin-change = Picture { $number } of round { $round }, changed by these words
album-origin-blend = Pictures { $numbers } of round { $round } in one
album-won = winner
album-voices = { $count ->
    [one] 1 vote
   *[other] { $count } votes
}
album-votes = { $count ->
    [one] 1 person voted
   *[other] { $count } people voted
}
album-unopposed = the only picture
album-tie = a tie, so the idea that came first
album-picture-gone = This picture was deleted
album-skipped = skipped, without a winner
album-missed = Not painted: “{ $idea }” ({ $name })
album-by-all = all of us
album-nobody = somebody
album-shares = Cost
album-share-pictures = { $count ->
    [one] 1 picture
   *[other] { $count } pictures
}
album-total = All together: { $amount }
album-yuan = ¥{ $price }
album-free = free
album-foot = Painted by Tongyi Wanxiang (AI), put together by Shenbi.
album-foot-studio = Painted by the embedded studio, not by Wanxiang. Put together by Shenbi.
album-letters-missing = This machine has no font for some letters above (shown as dots). docs/sessions.md says what to install.
album-post = “{ $theme }”: the album.
album-page-post = The album as a page, to keep:
album-files-post = The album as a page and for printing (PDF), to keep:
album-gone = This album has been withdrawn. /session album makes a new one.
session-button-report = ⚑ Report
session-button-report-one = ⚑ { $number }
session-report-which = Which picture should the moderators look at? Nobody else learns who reported it.
session-report-none = There are no pictures in this round yet.
