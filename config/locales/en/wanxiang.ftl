# What the painting service cannot do, and what went wrong there. Each text says what happened, whose fault it is,
# whether it was charged, and what to do. Texts ending in -operator are for whoever runs the bot.

## Refused before anything was sent (nothing is ever charged for these)

refusal-model = There is no model called “{ $name }”. These can be used: { $models }
refusal-model-near = There is no model called “{ $name }”. Did you mean { $nearest }? These can be used: { $models }
refusal-model-not-allowed = { $name } is not offered here. These can be used: { $models }
refusal-price-limit = With { $model } a picture like this costs ¥{ $price }; here one may cost at most ¥{ $limit }.
refusal-prompt-empty = Say what you would like to see, for example: a sea of roses at sunrise
refusal-prompt-long = Your description has { $length } characters; { $model } reads only the first { $limit } and would silently drop the last { $over }. Please shorten it.
refusal-negative = { $model } cannot be told what to leave out. Please drop that option.
refusal-negative-long = What to leave out takes { $length } characters; { $model } reads only the first { $limit } and would silently drop the last { $over }. Please shorten it.
refusal-style-unknown = There is no style called “{ $style }”. These can be used: { $styles }
refusal-style-near = There is no style called “{ $style }”. Did you mean { $nearest }? These can be used: { $styles }
refusal-style = { $model } has no fixed styles. Name the style in your description, or use a model that has them: { $models }
refusal-style-nobody = { $model } has no fixed styles, and no other model here has them. Name the style in your description.
refusal-size-list = { $model } does not paint { $size }. Closest in shape: { $nearest }. It paints: { $sizes }
refusal-size-sides = { $model } does not paint { $size }: each side must be { NUMBER($min, useGrouping: 0) } to { NUMBER($max, useGrouping: 0) } pixels. Closest in shape: { $nearest }. Common sizes: { $sizes }
refusal-size-area = { $model } does not paint { $size }: width times height must be { $min } to { $max } pixels, and neither side more than { $ratio } times the other. Closest in shape: { $nearest }. Common sizes: { $sizes }
refusal-size-reference = With { $model } the picture becomes as large as the image you give; its sides must be { NUMBER($min, useGrouping: 0) } to { NUMBER($max, useGrouping: 0) } pixels, so { $size } is not possible.
refusal-n = { $model } paints { $min } to { $max } pictures at a time, not { $n }.
refusal-set = { $model } cannot paint a set of pictures that belong together. These can: { $models }
refusal-set-nobody = No model here can paint a set of { $n } pictures.
refusal-set-n = { $model } paints sets of at most { $max } pictures, not { $n }.
refusal-transparent = { $model } always paints a background. These can leave it transparent: { $models }
refusal-transparent-nobody = { $model } always paints a background, and so does every other model here.
refusal-seed = The seed { $seed } is not possible; it is a whole number from 0 to { $max }.
refusal-reference-required = { $model } only reworks images: give it one, or use a model that paints from words: { $models }
refusal-reference-required-nobody = { $model } only reworks images: give it one. No model here paints from words alone.
refusal-reference-repaint = { $model } cannot repaint an image. These can: { $models }
refusal-reference-repaint-nobody = { $model } cannot repaint an image, and neither can any other model here.
refusal-reference-refonly = { $model } cannot take its style from an image. These can: { $models }
refusal-reference-refonly-nobody = { $model } cannot take its style from an image, and neither can any other model here.
refusal-reference-edit = { $model } cannot change an image by words. These can: { $models }
refusal-reference-edit-nobody = { $model } cannot change an image by words, and neither can any other model here.
refusal-images = { $model } takes at most { $max } images at a time, not { $count }. These take that many: { $models }
refusal-images-nobody = No model here takes { $count } images at a time; { $model } takes at most { $max }.
refusal-strength = The strength { $strength } is not possible; it goes from 0 (free) to 1 (close to the image).
refusal-strength-fixed = With { $model } the strength cannot be chosen. These let you choose: { $models }
refusal-strength-fixed-nobody = With { $model } the strength cannot be chosen, nor with any other model here.
## The service was busy, unwell, or broke down: nobody's fault here, nothing charged

upstream-busy = The painting service was too busy. This is not your fault and nothing was charged. Please try again in a few minutes.
upstream-unwell = The painting service was out of order. This is not your fault and nothing was charged. Please try again in a few minutes.
upstream-broke-down = The painting service broke off in the middle of it. This is not your fault and nothing was charged. Please try again.

## The key, the account or the model: the operator's to mend

upstream-key = The painting service does not accept this bot’s key. This is not your fault and nothing was charged; the operator has been told.
upstream-key-operator = The service refused the key ({ $code }). Check DASHSCOPE_API_KEY, and that key and DASHSCOPE_HTTP_BASE_URL belong to the same region. The account is set aside; nothing was charged.
upstream-workspace = The painting service does not let this bot in. This is not your fault and nothing was charged; the operator has been told.
upstream-workspace-operator = The key may not use its workspace, or the workspace does not exist ({ $code }). Check it in the console. The account is set aside; nothing was charged.
upstream-address = The painting service cannot be found where this bot looks for it. This is not your fault and nothing was charged; the operator has been told.
upstream-address-operator = What answers at the configured address is not the service ({ $code }). Check DASHSCOPE_HTTP_BASE_URL (it ends in /api/v1) and whatever stands in between. Requests wait in their places and are tried again; nothing was charged.
upstream-arrears = The painting service wants this bot’s bill settled first. This is not your fault and nothing was charged; the operator has been told.
upstream-arrears-operator = The account is in arrears or the service is not bought ({ $code }). Top it up in the console. The account is set aside; nothing was charged.
upstream-free-tier = The free pictures of this model are used up. This is not your fault and nothing was charged; the operator has been told.
upstream-free-tier-operator = The free allowance of this model is used up ({ $code }). Switch off “use free tier only” in the console to pay, or choose another model. The model is set aside; nothing was charged.
upstream-model-access = This bot may not use that model. This is not your fault and nothing was charged; the operator has been told. Another model may work: /models lists them.
upstream-model-access-operator = The account may not use this model ({ $code }). Apply for it in the console, or choose another model. The model is set aside; nothing was charged.
upstream-model-gone = The painting service does not offer that model (any more). This is not your fault and nothing was charged; the operator has been told. Another model may work: /models lists them.
upstream-model-gone-operator = The service does not offer { $model } (any more) ({ $code }). { $successor ->
    [none] Put another model in its place in the settings (SHENBI_MODEL, or another role).
   *[other] Its successor is { $successor }: put that in its place in the settings (SHENBI_MODEL, or another role).
} `shenbi doctor --probe` shows what else the key can use. The model is set aside; nothing was charged.
upstream-protocol = This bot asks for that model in a way that the painting service does not take. That is our fault; nothing was charged and the operator has been told. Another model may work: /models lists them.
upstream-protocol-operator = The service does not take requests for { $model } the way we write them ({ $code }; the log has its words): another endpoint, only with or only without a task, or without one of our parameters. Correct `protocol` and `dashscope` of this model in config/models.toml. The model is set aside; nothing was charged.

## The request itself

upstream-moderation-prompt = The painting service’s moderation turned your words down. Nothing was charged. Please put it differently.
upstream-moderation-reference = The painting service’s moderation turned your image down. Nothing was charged. Please use another image.
upstream-moderation-reference-several = The painting service’s moderation turned one of your { $count } images down; it does not say which. Nothing was charged. Try without one of them, or with another.
upstream-moderation-input = The painting service’s moderation turned your words or your image down. Nothing was charged. Please change them.
upstream-moderation-input-several = The painting service’s moderation turned your words or one of your { $count } images down; it does not say which. Nothing was charged. Put it differently, or try without one of the images.
upstream-moderation-output = It was painted, but the painting service’s moderation held the result back. Nothing was charged. Please put it differently, or try another seed.
upstream-moderation-either = The painting service’s moderation turned your request or its result down. Nothing was charged. Please put it differently.
upstream-moderation-image = The painting service’s moderation turned an image down: the one that you sent, or the one that it had painted. Nothing was charged. Please use another image, or put it differently.
upstream-moderation-image-several = The painting service’s moderation turned an image down: one of the { $count } that you sent, or the one that it had painted; it does not say which. Nothing was charged. Try without one of them, or put it differently.
upstream-inspection-size = An image is too large for the painting service’s moderation: the one that you sent, or the one that it had painted. Nothing was charged. Please ask for a smaller picture, or send a smaller image.
upstream-infringement = The painting service suspects that this would use somebody’s protected work. Nothing was charged. Please put it differently.
upstream-rule = A rule set for this bot’s account blocks that request. Nothing was charged. Please put it differently.
upstream-reference-unreadable = The painting service could not read your image. Nothing was charged. Please send it again, or send another one; the operator has been told.
upstream-reference-unreadable-operator = The service could not read a reference image that was decoded and written anew here ({ $code }). Nothing was charged.
upstream-reference-resolution = Your image has too many or too few pixels for the painting service. That should have been noticed here; nothing was charged and the operator has been told. Please use another image.
upstream-reference-resolution-operator = The service turned a reference image down as too large or too small ({ $code }), although it is within the limits in config/models.toml (min_side, max_side of { $model }). Nothing was charged.
upstream-reference-format = The painting service does not take this kind of image. That should have been noticed here; nothing was charged and the operator has been told. Please send it as JPEG or PNG.
upstream-reference-format-operator = The service turned a reference image down for its format ({ $code }), although config/models.toml allows it for { $model } (formats, alpha). Nothing was charged.
upstream-reference-large = The request is too many bytes for the painting service with your image or images. Nothing was charged; the operator has been told. Please send fewer or smaller ones.
upstream-reference-large-operator = The service, or a proxy in between, turned a request down as too large ({ $code }), although it is within the limits in config/models.toml (max_bytes of { $model }). Nothing was charged.
upstream-number = The painting service does not paint that many pictures in one request. That should have been noticed here; nothing was charged and the operator has been told. Please ask for one picture.
upstream-number-operator = The service turned the number of pictures down ({ $code }; the log has its words): n_min, n_max or set_max of { $model } in config/models.toml may be out of date. Nothing was charged.
upstream-size = The painting service does not paint that size with this model. That should have been noticed here; nothing was charged and the operator has been told. Please leave the size out, or ask for another.
upstream-size-operator = The service turned a size down ({ $code }; the log has its words): `sizes` of { $model } in config/models.toml may be out of date. Nothing was charged.
upstream-parameter = The painting service turned the request down as impossible. That should have been noticed here, so it is our fault; nothing was charged and the operator has been told.
upstream-parameter-operator = The service turned a parameter down ({ $code }) that the model catalogue allows. The log has its words; config/models.toml may be out of date. Nothing was charged.
upstream-unknown = The painting service turned the request down for a reason that is new to us. Nothing was charged; the operator has been told.
upstream-unknown-operator = The service answered with an error that is not in our table ({ $code }). The log has its words. Nothing was charged.
upstream-no-picture = The painting service says that it has finished, but it sent no picture. You are not charged; the operator has been told. Please try again.
upstream-no-picture-operator = A task has SUCCEEDED without a picture or an error in its results ({ $code }). It may have been billed; no new task was made for it.
upstream-not-cancellable = It is being painted already and cannot be stopped; it is charged as usual.
