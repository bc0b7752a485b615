# The path of a picture: going back to what it was made from, undoing a change, continuing from any point.

help-history = /history 42 — what picture 42 was made from, step by step; /back and /undo go back one step
menu-history = what a picture was made from

button-previous = ⏪ Back
button-undo-change = ↩️ Undo
button-undo-yes = ↩️ Undo it
button-number = #{ $number }

history-head = { $count ->
    [one] The path of this picture: 1 step.
   *[other] The path of this picture: { $count } steps.
}
history-newest = { $more ->
    [yes] These are the newest { $count } of more than { $all } steps.
   *[no] These are the newest { $count } of { $all } steps.
}
history-before = /history { $id } shows what came before.
history-foot = Press a number to continue from that picture.
history-foot-typed = /continue with a picture's number continues from there.
history-deleted = deleted
history-withheld = 🔒 not shown here
history-sent = an image that was sent
history-expired = an image that was sent and is no longer kept
history-unreadable = unknown: it can no longer be read what came before
history-no-picture = #{ $id } has no picture, so there is no path to show.
history-nothing = You have no picture here yet. /imagine something!
history-not-ours = That is not one of my pictures. Reply to a picture of mine, or write its number: /history 42

back-origin = #{ $id } was painted from words; there is no picture before it.
back-deleted = The picture before #{ $id } was deleted. /history { $id } shows what is left of the path.
back-withheld = The picture before #{ $id } is somebody else's and not shown here.
back-elsewhere = The picture before #{ $id } was made elsewhere. If everyone here may see it: /show { $before }
back-sent = #{ $id } was made from an image that somebody sent, not from one of my pictures.
back-expired = #{ $id } was made from an image that was sent and is no longer kept.
back-unreadable = It can no longer be read what #{ $id } was made from.
back-to-sent = #{ $id } was made from the image that you sent; that one is current again.
back-which = #{ $id } was made from { $count } pictures. Which one?
undo-kept = #{ $id } stays. /delete { $id } deletes it.
undo-in-session = The newest picture here is the winner of a session. Its host goes back to the picture before it with /session undo. /undo with a number deletes that picture.
undo-ask = Delete #{ $id } and go back to the picture before it? You can take this back for { $seconds } seconds.
