# Commands as forms: what their fields are for (platforms on which people fill in fields instead of typing a line).

form-model = { $name } · ¥{ $price } a picture
field-prompt = what to paint, in your own words; options such as --ar 16:9 may stand in it
field-image = a picture to start from
field-number = the number of a picture, such as 42
field-modifier = modifiers, such as noir or noir film
field-here = for everybody here instead of for you alone
field-model = a model
field-scene = a preset
field-action = what to do
field-name = the modifier's name
field-text = what the modifier adds to a prompt
field-words = the words that belong to it
field-idea = your idea in one line
field-setting = which setting
field-value = its new value; a hyphen clears it
field-language = the language in which I answer you
field-rounds = how many rounds, 1 to 10
field-per-round = pictures in a round, 1 to 12
field-ideas = time for ideas, such as 2m
field-vote = time for the vote, such as 90s
field-budget = the most that it may cost, in yuan
field-keep = what a round keeps of the last winner
field-change = change the winner by words instead of repainting
field-thread = in a thread of its own, where the platform has threads
field-early = a round ends as soon as everybody has answered
field-strict = nobody may vote for their own idea
button-edit-prompt = ✏️ Edit prompt
ask-edit-prompt = What to paint
prompt-needs-words = There were no words in it, so nothing was painted.
job-queued-live = { $position ->
    [1] Got it. You are next; ready { $when }.
   *[other] Got it. You are number { $position } in the queue; ready { $when }.
}
job-running-live = Painting … ready { $when }.
done = ✅ Done.
