# Sizes, sets and transparent backgrounds: what can be asked for, what the painting service cannot do of it, and how it is
# shown where a platform cannot show it whole.

## What was written

bad-set = “{ $value }” is not a set. A set has at least two pictures that belong together: --set 6
bad-flag = --{ $option } takes no value, so I cannot read “{ $value }” behind it.
set-and-n = --set { $set } and --n { $n } contradict each other: write one of them.
option-set = pictures that belong together, such as 6
option-1k = about 1024 × 1024 pixels
option-2k = about 2048 × 2048 pixels
option-4k = about 4096 × 4096 pixels
option-transparent = without a background
option-cover = covered until somebody asks to see it
option-fast = with the fast model
fact-transparent = transparent

## Refused before anything was sent (nothing is ever charged for these)

refusal-ratio = { $model } does not paint { $ratio }. Its nearest is { $near } ({ $nearest }): --ar { $near }. These paint { $ratio }: { $models }
refusal-ratio-nobody = { $model } does not paint { $ratio }, and no other model here paints this in that shape. Its nearest is { $near } ({ $nearest }): --ar { $near }
refusal-resolution = { $model } does not paint this in { $resolution }; its nearest size is { $nearest }. These do: { $models }
refusal-resolution-nobody = { $model } does not paint this in { $resolution }, and neither does another model here. Its nearest size is { $nearest }.
refusal-size-of-reference = With { $model } the picture becomes as large as the image you give, so neither shape nor size can be chosen. With these they can: { $models }
refusal-size-of-reference-nobody = With { $model } the picture becomes as large as the image you give, so neither shape nor size can be chosen.

## A set

job-price-set = up to { $count } pictures · at most ¥{ $price }
job-price-set-with = up to { $count } pictures with { $model } · at most ¥{ $price }
job-price-set-studio = up to { $count } pictures · free, painted by the embedded studio
job-price-set-free = up to { $count } pictures · free; { $left } free ones are left
job-set-fewer = The set has { $kept ->
    [one] 1 picture
   *[other] { $kept } pictures
  }, of at most { $asked }: the model decides how many. Only what came is charged.

## Shown otherwise than it was painted

shown-chequered = Without a background: shown here on a chequered ground. { $count ->
    [one] The original is sent as a file, with its transparency.
   *[other] The originals are sent as files, with their transparency.
  }
shown-smaller = Shown smaller here; the original ({ $size } MB) is sent as a file.
original-too-large = { $count ->
    [one] The original has { $size } MB; here at most { $limit } MB can be sent, so it comes as a JPEG of the same size in pixels.
   *[other] The originals have up to { $size } MB; here at most { $limit } MB can be sent, so larger ones come as a JPEG of the same size in pixels.
  }
button-pick-original = 📎 One of them…
original-one = One of them: /originals { $id }.{ $pick }
