# The words of the room in the browser. The page fills in names and numbers itself, so no form may depend on a number.

web-brand = Shenbi
web-tagline = A line of words, a picture
web-bot = Shenbi
web-skip = Skip to the message box
web-side = Rooms and settings
web-side-open = Open the menu
web-close = Close
web-cancel = Cancel
web-save = Save
web-open = Open
web-rooms = Rooms
web-own-room = My room
web-own-room-about = Only you and Shenbi
web-open-room = Go to a room…
web-people = Here now
web-here = Here now: { $count }
web-share = Copy the address of this room
web-name-change = Change my name
web-name-title = What shall we call you?
web-name-about = The name is only shown; everyone in a room can see it.
web-guest = Guest { $mark }
web-you = { $name } (you)
web-language = Change the language
web-language-other = 中
web-theme = Dark or light
web-reconnecting = Connection lost, trying again…

web-log = Conversation
web-older = Earlier messages
web-newer = Back to the newest
web-today = Today
web-yesterday = Yesterday
web-reply = Reply
web-copy = Copy the text
web-copied = Copied
web-jump = Go to this message of { $name }
web-picture = [picture]
web-picture-missing = This picture is not there any more
web-enlarge = Enlarge: { $what }
web-actions = What can be done
web-mention = You were mentioned
web-show-all = Show all of it
web-sending = Sending…
web-retry = Send again
web-discard = Discard
web-typing = Typing: { $names }…
web-painting = Shenbi is painting…
web-comma = {", "}

web-say = Say what to paint, or type / for commands
web-send = Send
web-attach = Add images
web-attached = Images to be sent
web-remove = Remove { $name }
web-drop = Let go to add your images
web-hint = Enter sends, Shift + Enter begins a new line; paste or drop images
web-answer-none = Do not reply
web-completions = Choices

web-lightbox = Picture
web-previous = Previous
web-next = Next
web-zoom-in = Zoom in
web-zoom-out = Zoom out
web-download = Download the original
web-copy-prompt = Copy the prompt
web-place = { $place } / { $count }

web-welcome-title = What shall we paint?
web-welcome-text = Write a line, and Shenbi paints it. Name the scene, the season, the light; add a style such as #watercolor.
web-welcome-photo = Or send a photo and reply to it with /restyle watercolor.
web-example-1 = /imagine a sea of roses at sunrise
web-example-2 = /imagine a mountain village on a snowy night, lamps in the windows #chinese-painting
web-example-3 = /imagine a ginger cat dozing in a library #watercolor

web-login-title = The token, please
web-login-hint = This room is guarded by a token. Your administrator has it; you give it once.
web-login-token = Token
web-login-enter = Enter
web-login-wrong = That is not the token.

web-error-offline = The server cannot be reached. Please try again in a moment.
web-error-bad-request = The server did not understand. Please reload the page.
web-error-sign-in = Please give the token first.
web-error-no-room = A room's name has letters, digits, - and _, at most 40 of them.
web-error-empty = There is nothing in it yet.
web-error-text-too-long = Too long: a message has at most { $limit } characters.
web-error-too-fast = Too fast. Please try again in { $seconds } s.
web-error-not-saved = The message cannot be saved just now. Please try again in a moment.
web-error-upload-gone = The image is no longer there. Please add it again.
web-error-upload-slow = The image took too long to arrive.
web-error-button-gone = This button does not work any more.
web-error-too-large = Too large: an image has at most { $megabytes } MB.
web-error-too-many-images = A message has at most { $most } images; { $left } were left out.
web-error-not-an-image = Only images can be added: JPG, PNG, WebP, GIF, BMP, TIFF, HEIC.
web-error-too-many-pixels = Too large: an image has at most { $millions } million pixels.
web-error-picture-gone = This picture is not there any more.
web-error-picture-later = The picture cannot be read just now. Please try again in a moment.
web-error-too-many-pages = Too many pages are open. Please close some.
web-error-quote-gone = That message cannot be found any more.
web-error-cancelled = Cancelled.

# For the operator
web-port-taken = cannot listen on { $address } ({ $reason }): it may be in use; choose another port with SHENBI_WEB_PORT
web-origin-wrong = web.public_origin is an address like https://paint.example.org without a path, not { $origin }
web-origin-needs-token = SHENBI_WEB_TOKEN is required when web.public_origin is set
