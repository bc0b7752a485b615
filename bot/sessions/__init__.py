"""Creative sessions: a group makes pictures together. Theme, ideas, painting, votes; the winner leads the next round.

phases, events, model   the words: where a session is, what can happen to it, what it is made of
machine                 the pure state machine: (session, event, now) -> session and effects
keeper                  one guarded transaction for each event: read, step, write, carry out the effects
loops                   timers, news of jobs, the making of contact sheets and albums
front                   what people write and press
rendering               the card that changes in place, notes, albums as posts
album/                  the album: its story, its picture, its page
"""
