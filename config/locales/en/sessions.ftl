# Creative sessions: the card, what is answered, the album. Both languages have the same ids; a test compares them.

## The card

session-title = 🎨 { $theme }
session-phase-gathering = Round { $round } of { $rounds } · ideas until { $until } ({ $left })
session-phase-prolonged = Round { $round } of { $rounds } · no ideas yet, so a little longer: until { $until } ({ $left })
session-phase-painting = Round { $round } of { $rounds } · painting, { $done } of { $total } done
session-phase-painting-time = Round { $round } of { $rounds } · painting, { $done } of { $total } done, about { $left } to go
session-phase-hanging = Round { $round } of { $rounds } · painted; hanging the pictures
session-phase-voting = Round { $round } of { $rounds } · vote until { $until } ({ $left })
session-phase-resting = Round { $round } of { $rounds } · resting
session-phase-paused = Round { $round } of { $rounds } · paused by the host
session-phase-ended = The end
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
session-tied = It was a tie, { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
} each: the idea that came first wins.
session-unvoted = Nobody voted: the idea that came first wins.
session-ideas = Ideas so far: { $count }
session-idea-line = • { $name }: { $idea }
session-with-picture = 📎 a picture
session-more = … and { $count } more
session-between = { ", " }
session-people = With us: { $names }
session-host = { $name } (host)
session-all-of-us = all of us
session-how-idea = Your idea: write /idea and a few words, or reply to this message; a picture may come with it. Write again to change it; “/idea take back” withdraws it.
session-how-vote = One vote each: write “vote 2”. Write again to change it.
session-how-vote-press = One vote each: press a number. Press another to change it.
session-strict = Nobody may vote for their own idea.
session-candidate = { $number } · { $idea } ({ $name }) — { $votes }
session-candidate-plain = { $number } · { $idea } ({ $name })
session-missed = { $count ->
    [one] 1 more picture could not be painted.
   *[other] { $count } more pictures could not be painted.
}
session-mention = In a group, mention me (@) in what you write, or it does not reach me.
session-tie = A tie goes to the idea that came first.
session-budget = ¥{ $used } of ¥{ $budget } used
session-spent = ¥{ $used } so far
session-free = Painted by the embedded studio: free
session-card-moved = This session's card is further down.
session-how-resume = To go on: /session resume
session-how-resume-idea = To go on: an /idea, or /session resume
session-sheet-missing = The contact sheet could not be made. Vote by the list.
session-winners = How it came about: { $path }
session-shares = What it cost: { $shares }
session-share = { $name } { $amount }
session-how-album = The album again: /session album

session-rests-no-ideas = No ideas came, so the session rests.
session-rests-idle = Nothing has happened for a day, so the session rests.
session-rests-limit = A limit of this bot is reached for now, so the session rests. The ideas are kept.
session-rests-nothing-painted = Twice none of the ideas could be painted, so the session rests.
session-rests-barred = I could not write here for a while, so it rests. Ideas and votes are kept.
session-rests-host-left = The host has left and nobody else is in, so it rests. Whoever wakes it is the new host.
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
session-button-vote = { $number } · { $votes }
session-button-vote-for = Vote { $number }

## Answers

session-help =
    A session makes pictures together: ideas, painting, a vote, and the winner leads the next round.
    /session start autumn in the city — options: --rounds 3 · --per-round 4 · --ideas 120s · --vote 60s · --budget 20 · --keep content or style · --strict · --style watercolor
    /idea a fox under lanterns — your idea · /vote 2 — your vote
    /session status · paint · close · pause · resume · skip · settings · kick <name> · leave · end · album
session-unknown-action = There is no “/session { $word }”. Did you mean “/session { $near }”? /session help lists all.
session-none = There is no session here. Begin one: /session start <theme>
session-already = A session is open here: “{ $theme }”. /session status shows it; its host can end it with /session end.
session-needs-theme = Say what it should be about: /session start autumn in the city
session-theme-too-long = That theme has { $length } characters; { $limit } is the most. Nothing was begun.
session-host-only = Only the host ({ $host }) and admins can do that.
session-you-were-removed = You were removed from this session.
session-not-while-gathering = Not now: ideas are being collected.
session-not-while-painting = Not now: the pictures are being painted. The vote comes next.
session-not-while-hanging = One moment: the pictures are being hung.
session-not-while-voting = Not now: people are voting. Ideas are taken again when a new round begins.
session-not-while-resting = The session is resting. /session resume wakes it.
session-not-while-paused = The session is paused. Its host can go on with /session resume.
session-not-while-ended = This session has ended. /session start <theme> begins a new one.
session-no-ideas-yet = There are no ideas yet.
session-nothing-painted-yet = Nothing has been painted yet.
session-no-such-person = Nobody in this session is called that.
session-not-in-it = You are not in this session.
session-who-to-kick = Whom? For example: /session kick Bob
session-kicked = { $name } is out of the session.
session-left = You have left the session.
session-no-album = There is no album yet: nothing has been painted.
session-album-coming = The album is being set; it comes in a moment.
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
idea-too-long = That idea has { $length } characters; { $limit } is the most.
idea-round-full = This round has { $limit } ideas already, the most that fit on one sheet. Keep yours for the next round.
idea-none-to-take-back = You have no idea in this round.
idea-taken-back = Your idea is taken back.
vote-no-such-picture = There is no picture { $number }. Choose from 1 to { $most }.
vote-own-idea = That is your own idea; in this session you vote for somebody else's.
vote-too-late = That vote is over.
vote-too-many = { $limit } people have voted; there is no room for more.
vote-which = Which picture? For example: /vote 2
session-tally = Votes so far: { $tally }
session-tally-one = { $votes } for picture { $number }

## Options

bad-rounds = “{ $value }” is not a number of rounds. It goes from 1 to 10, for example --rounds 3.
bad-per-round = “{ $value }” is not a number of pictures. It goes from 1 to 12, for example --per-round 4.
bad-vote = “{ $value }” is not a time to vote. It goes from 10 s to 24 h, for example --vote 60s or --vote 5m.
bad-ideas = “{ $value }” is not a time for ideas. It goes from 10 s to 24 h, for example --ideas 120s or --ideas 10m.
bad-budget = “{ $value }” is not a budget in yuan. It goes from 0.01 to 10000, for example --budget 20.
bad-keep = “{ $value }” cannot be kept. Write --keep content or --keep style.

help-session = /session start autumn in the city — make pictures together: ideas, votes, an album
help-idea = /idea a fox under lanterns — your idea for the session
help-vote = /vote 2 — your vote for picture 2
menu-session = make pictures together
menu-idea = your idea for the session
menu-vote = your vote in the session

## The album

album-kind = Shenbi · album of a creative session
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
album-path = How it came about
album-round = Round { $round }
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
album-shares = What it cost
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
album-gone = This album has been withdrawn. /session album makes it anew.
