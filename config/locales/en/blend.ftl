# /blend: several pictures made into one, and the list on which they are collected.

prompt-bare-blend = Combine these { $count } pictures into one natural picture
button-blend = 🧩 Combine
blend-head = { $count ->
    [one] 1 picture to combine
   *[other] { $count } pictures to combine, in this order
}
blend-words = “{ $words }”
blend-no-words = Without words I make one natural picture of them. Or reply to this with what you want, for example: put her in this room
blend-need-more = One more is needed: reply to another picture with /blend, or press “Combine” below one.
blend-price-free = { $count ->
    [one] 1 picture with { $model } · free
   *[other] { $count } pictures with { $model } · free
}
blend-lost = { $count ->
    [one] One of the pictures has been deleted; it is off the list. Nothing was painted or charged.
   *[other] { $count } of the pictures have been deleted; they are off the list. Nothing was painted or charged.
}
blend-look-again = Press “Paint” to see what painting these costs now.
blend-no-sheet = The sheet could not be put together; the pictures are kept in the order in which they came.
blend-button-paint = 🖌 Paint
blend-button-swap = ⇄ Swap order
blend-button-move = ⇄ First to the end
blend-button-empty = Cancel
blend-how = Which pictures? Reply to each with /blend; or send several together, with for example /blend put her in this room as their caption; or name them: /blend --from 42,43
blend-no-such-number = { $count ->
    [one] There is no picture { $number } here: there is only 1.
   *[other] There is no picture { $number } here: there are only { $count }.
} Say which ones you mean, or add it first: reply to it with /blend.
blend-already = That picture is on your list already, as number { $number }.
blend-full = At most { $limit } pictures can be combined at a time.
blend-settled = This list is not here any more: it was painted, emptied or replaced. Nothing more was done.
blend-too-old = This list is over an hour old, so it was put away. Nothing was painted or charged; please begin a new one with /blend.
blend-replaced = This takes the place of the list that you had here, of { $count ->
    [one] one picture
   *[other] { $count } pictures
}. Nothing of that was painted or charged.
blend-changed = The list has changed since this was shown. Please look at it once more; nothing was painted or charged.
blend-emptied = The list is empty again; nothing was charged.
help-blend = /blend put her in this room — make one of several pictures: send them together, or reply to each with /blend
menu-blend = make one of several pictures
