"""What stands before a wish in an English reply under a picture: conjunctions, polite frames, suggestions. Matched at the
beginning of a clause."""

from __future__ import annotations

import re

from bot.grammar.replies.english_words import COLOUR, COMMON, MODIFIED, MORE, PART, PHRASAL, VERBS

ANY_VERB = re.compile(
    rf"(?:(?:just|also|please|pls|plz|maybe|possibly|still|like) ){{0,3}}(?:{VERBS}|{PHRASAL}|{COMMON}|be|have"
    rf"|wear|hold|look|smile|get"
    r"|(?!(?:be|do|tell|shar|explain|send|show|giv|say|charg|sell)ing)[a-z]{2,10}ing|go|see it|see her|see him"
    r"|see this|see the|stand|face|ride|carry|say)\b")  # fmt: skip
"""What someone is asked to do with a picture."""

ANY_DEED = re.compile(
    rf"(?!(?:tell|explain|send|show|sell|print|share|see|describe|hear|feel|believe|imagine|know|recommend|email|post"
    rf"|upload|check"
    rf"|help|stop|read|guess|identify|name|find|remember|save|download|keep|do|buy|use|get|hang|like|love|hate|see"
    rf"|watch|text|message"
    rf"|call|thank|tag|credit|rate|explain|trust|export|link|touch|pet|feed|eat|hug|marry|blame|imagine|think|wait|say"
    rf"|ask|give|teach"
    rf"|clone|record|play|sing|frame|steal|repost|sign)\b)[a-z]{{3,12}} (?:it|them|him|the (?:{PART})|his (?:{PART})"
    rf"|her (?:{PART})|her)\b"
)
"""A deed that no list has, done to something in the picture: `boost them`."""

ANY_LOOK = re.compile(
    r"(?:it|him|her|them|this|that|the \w+|my \w+) (?:(?:also|just|maybe) )?(?:in|with|at|as|without|wearing|holding"
    r"|under|inside)\b(?! (?:here|there|higher|better|high|full|hd|4k|print|pdf|action|my|real|person|full|a (?:bigger"
    r"|higher|museum|file|zip)))"
)
"""Something of the picture, and how it should be seen."""
CAPABILITY = re.compile(
    r"(?:do|draw|paint|make) (?:me|us|myself|my [a-z]+|people|animals|faces|anyone|anything)$|"
    r"do (?:it|this|that|these|them) (?:a bit |any |even )?(?:faster|quicker|quickly|sooner|better|cheaper|for free"
    r"|in bulk|offline)|"
    r"(?:write|speak|do|handle|draw|make|read|paint|understand|use) (?:(?:text|words|it|things|them|something"
    r"|letters) )?(?:in )?(?:other|different|any|more|many|foreign) (?:kinds? of |types? of )?(?:languages?|styles?"
    r"|sizes?|formats?|fonts?|things|stuff|pictures|animals|models?)(?: .{1,20})?|"
    r"make (?:it|him|her|them|this|me|us) (?:move|talk|dance|sing|speak|animated|wave|blink|a video|a gif"
    r"|an animation|into an? (?:video|gif|animation|movie|3d model))\b.*|animate .*|turn (?:it|this|that|him|her"
    r"|me) into an? (?:video|gif|animation|movie|clip|3d model)|"
    r"[a-z]{2,12} (?:photos?|pictures|images|pics|videos?|gifs?|movies|animations?|backgrounds|watermarks|music|songs?"
    r"|portraits|logos|comics|memes|stickers|nsfw|nudes|code|poems|other (?:styles|things)|more(?: (?:of (?:these"
    r"|this|them)|like"
    r" (?:this|these)))?|money|requests?|commissions?)(?: (?:too|as well|also|like this|for me|for free|again))*"
)
"""Of the kind 'can you make videos', which asks what the bot can do."""

# --- what leads to a wish

LEAD = re.compile(
    r"(?:and then|then again|but still|but|and|now|then|also|so|well|ok+|okay+|alright|all right|right|yes|yea|yeah"
    r"|yup|ye|yas+|aye|uh huh"
    r"|yep|nah|nope|hm+|um+|uh+|oh|ah+"
    r"|ooh+|oo+|lo+l|lmf?ao+|rofl|(?:ha){2,10}h?|he(?:he)+|please|pls+|plz+|pretty please|hey|hi|hello|bot|shenbi"
    r"|wow|omg|nice|great|cool|perfect|awesome"
    r"|good|thanks|thank you|thx|ty|love it|sorry|actually|maybe|perhaps|possibly|probably|just|wait|first|next"
    r"|finally|lastly|again|dude|bro|man|guys|same|only"
    r"|except|instead|like|still|pretty good|not bad|almost|close|almost there|one more thing|one thing|idk|i think"
    r"|i guess|honestly|tbh|imo|for fun|for me|next time"
    r"|this time|if possible|if you can|this one|hmm+|yo|ugh+|argh+|ew+|quick|simply|even|especially|plus"
    r"|additionally|or|otherwise|kindly|everything else the same"
    r"|step \d|\d[.)]?)(?:\s|$)"
)
_YOU = "you|u|ya|yall|y'all|we|someone|somebody|anyone|anybody|this bot|the bot|it be possible to|i get you to|i ask you to"
FRAME = re.compile(
    r"i(?:'d| would) (?=(?:swap|change|replace|remove|move|crop|lose|drop|brighten|darken|soften) (?:the|his|her|its"
    r"|their|out) )|"
    rf"(?:can|could|would|will|cn|cud|cld|couldn't|can't) (?:{_YOU}) (?!see\b|tell\b|say\b)|(?:is"
    rf"|would) it (?:be )?possible (?:for you )?to |is there (?:a |any )?(?:way|chance) (?:to|you can"
    r"|you could|of) |any (?:way|chance) (?:to|you can|you could|u can|u could|of|we can|we could|for you to) "
    r"|(?:do you )?think (?:you|u|we) (?:can|could) |are you able to "
    r"|(?:would|do) you mind |mind (?=[a-z]{2,12}ing\b)|(?:i|we)(?:'d| would)? (?:want|need|like|love|prefer) (?:you"
    r"|u) to |(?:i|we)(?:'d| would)? (?:want|like|love|need|prefer) to "
    r"(?=change|add|remove|have (?:it|her|him|the|a|an|more|less)|see (?:it|her|him|them|the|this|that|more|less)"
    r"|make|get rid|replace|turn)|(?:wanna|want to) "
    r"(?=change|add|remove|see (?:it|her|him|them|this|that)|make|get rid|replace)|(?:you|u|we) (?:should|could|can"
    r"|need to|have to|gotta|might want to|may want to|must) (?!be\b|feel\b|see\b|sell\b"
    r"|post\b|publish\b|know\b|try this|do this for)|(?:let's|lets|let us) (?!go+$|go+ |be honest|see$|not)"
    r"|why (?:not|don't (?:you|we)|dont (?:you|we)) |(?:try|what about|how about|consider|how bout"
    r"|what bout) (?=[a-z]{2,12}ing\b)|try to |(?:remember|don't forget|dont forget|make sure) to |feel free to "
    r"|go ahead and |i need |may i (?:have|get) "
    r"(?=it|her|him|this|the|a version)|(?:can|could) (?:i|we) (?:get|have|see|try|do|make|please|pls|also"
    r"|maybe) (?:please |pls )?(?=it\b|her\b|him\b|them\b|this\b|that\b|the\b|a\b|more\b|less\b|some\b|one\b"
    r"|another\b)"
    r"|(?:it|that)?(?:'s| would be| might be| 'd be|'d be| will be)? ?(?:would be |be )?(?:better|nicer|cooler|nice"
    r"|cool|great|good|perfect|fun|funny|funnier|awesome|ideal) (?:if you |if we |to )"
)
"""Politely, before a verb. Words behind it that change nothing make it a question."""
SOFT_FRAME = re.compile(
    rf"i(?:'d| would) (?:like|love|want|prefer) (?:an?|the|some) (?:(?:much|slightly|bit|little) )?(?:{MORE}"
    rf"|{MODIFIED})\b(?! (?:of|like|copy|print|file|version)\b)|"
    r"i (?:was|am|'m) (?:hoping for|thinking|going for|after|looking for) (?:more|less|an?|some|something|fewer) "
    r"|(?:i'm|im) (?:hoping for|looking for|thinking) (?:more|less|an?|some|something) |"
    r"(?:let|show) me (?:see )?(?:it|him|her|them|this|that|the \w+) (?:with|in|at|as|without|on|wearing"
    r"|holding)\b(?! (?:my|real|person|full))|"
    r"(?!this |that |it |i |you |he |she |they |we |my |an? (?:print|explanation|tutorial|link|prompt|refund|poster"
    r"|copy|video)|who |what )[\w' -]{3,40} (?:would|might|'d) (?:be|look|fit|work|make (?:it|this)|go)(?: (?:so"
    r"|very|really|much|even|pretty|way|super|a lot|more|here|there|well))* ?(?:nice|great|good|cool|better|perfect"
    r"|cute|awesome|lovely|funny|fun|amazing|dope|ideal|nicer|cooler|cuter|well|funnier|pop|complete|here"
    r"|there)\b(?! on (?:my|a)\b)|(?:what|how) (?:would|will|does|might) (?:it|this|that|she|he|they|the \w+|i"
    r"|we) look (?:like )?(?=in\b|with\b|at\b|as\b|without\b|if\b|on\b|wearing\b|under\b)|(?:show"
    r"|let) me (?:see )?(?:how|what) (?:it|this|she|he|they) (?:would )?looks? |(?:what|how) (?:about|bout) (?=an?\b"
    r"|(?:red|blue|green|black|white|pink|purple|yellow|orange|gr[ae]y|brown|gold|silver|dark|light|bright)\b|some\b"
    r"|more\b|less\b|no\b|with\b|without\b|in\b|at\b|on\b|as\b|if\b|we\b|the same\b)|what if |imagine (?:if|it with"
    r"|her with|him with)\b"
    r"|(?:(?:it|this|that|she|he|they|the \w+) ?)?(?:'d|would|might|could|'ll)? ?(?:be|look) (?:so |much |way |even "
    r"|a lot |a bit )?(?:better|nicer|cooler|nice|cool|great|good|perfect|fun|funny|funnier"
    r"|awesome|cuter|cute|more \w+) (?:if|with|without|in|at|as|on|when|wearing)\b(?! (?:i|you) (?:didn't|don't|had))"
    r"|(?:better|nicer|cooler|cuter|perfect|funnier|great|prettier) (?:if|with|without|as|when|at|wearing) (?!is\b"
    r"|it is|it's|they are|always|usual|me\b"
    r"|my\b|time\b|age\b|you\b|this\b|last\b|always\b)"
    r"|i(?:'d| would) (?:rather|prefer) (?:have |see )?(?:it|an?|the|some|no|more|less|if) "
    r"|(?:(?:i|we)(?:'d| would)? )?need(?:s|ed)? (?:it|this|him|her|them|that) (?:to be |in )?(?:vertical|horizontal"
    r"|portrait|landscape|square|wide|transparent|hd|4k|bigger|smiling|centered|centred|full body|without|with)\b"
    r"|(?:only if|if only) (?:it|she|he|they|the|there)|(?:(?:i|we) )?wish (?:it|she|he|they|there|the|her|his|its"
    r"|that|you(?:'d| had| would)|u)\b"
    r"|(?:(?:i|we)(?:'d| would)? )?(?:rather|prefer|like|love|want|wanted|need) (?:to (?:see|have) )?(?:it|this|that"
    r"|her|him|them|the|his|its|their|everything|everyone) "
    r"(?:[\w'-]{1,12} ){0,4}(?:in (?!my\b|person|real|hd$|print)|with(?!\sme)|without|at|as (?!my|an? (?:tattoo|poster"
    r"|print|mug|shirt|sticker|wallpaper|pfp))|to (?:be|have"
    r"|look|smile|hold|wear|face|say|show|sit|stand|go|fly|run|laugh|cry)|wearing|holding|facing|smiling"
    rf"|{MORE.replace('more|less|', 'more (?=[a-z])|less |')}|{COLOUR})(?:\b|$)"
    r"|(?:(?:i|we)(?:'d| would)? )?(?:like|want|need|prefer) (?:to see )?(?:some |a bit |a little |a lot )?(?:more"
    r"|less|fewer|longer|shorter|bigger|smaller) (?!of (?:this|these)|like (?:this|these))[a-z]"
)
"""Before whatever is wished."""
NOT_A_CHANGE_IF = re.compile(
    r"(?:i|you|we|u)\b(?! (?:add|remov|chang|made|make|put|gave|give|turn|use|tri|swap|replac|mov|did it|do it"
    r"|had it|zoom|flip))|(?:it|this|that) (?:was|is|were) (?:real|true)|i'm"
)

SUBJECT_NEEDS = re.compile(
    r"(?:we|it|this) (?:still |also |just )?need(?:s)? (?:an?|some|more|another|two|three|fewer|less|lots of"
    r"|[a-z]{3,10} (?:in|on|at|behind|around|near|over|under)) |(?:(?!you\b|we\b|i\b"
    r"|who\b)[\w'-]{1,14} ){0,5}(?:should(?:n't| not)?|shld|must|needs?|has to|have to|gotta"
    r"|ought to|could use|could do with|can use|supposed to|is missing|are missing|lacks?"
    r"|wants) (?=[a-z0-9])|missing (?:an?|the|his|her|some) |there(?:'s| is| are)? (?:should|could|must|needs to"
    r"|ought to) (?:be|have) "
)
NEEDS_NOTHING = re.compile(
    r".*\bwho (?:needs?|should|must)\b|(?:they|people|netflix|disney|the devs?|hollywood) (?:should|must|need to"
    r"|have to|gotta|ought to) (?:make|sell|hire|give|build|release|frame|print|turn this|pay|see|do|add (?:this|you))\b|"
    r"(?:.{0,24}\b)?(?:looks?|seems?|feels?|sounds?|acts?) (?:like|as if) |(?:y'?all|yall|ya|people) |(?:(?:h?(?:ha)+h?"
    r"|lo+l|lmao|omg|and|but|so"
    r"|wow) ){0,2}(?:i|everyone|everybody|who|nobody"
    r"|the world|people|somebody|someone|my \w+)\b.*"
    r"|(?:[\w']{1,12} ){0,4}(?:needs?|should|must|could use|has to|have to|gotta|ought to) (?:to )?(?:(?:get |have "
    r"|be (?:in|on) |run for "
    r"|go on |win |take )?(?:an? |some |my |more |the )?(?:\w+ )?(?:coffee|hug|nap|drink|vacation"
    r"|holiday|raise|job|therapist|therapy|sleep|beer|snack|break|doctor|award|president|oscar|mug|mugs|t-?shirt|shirt"
    r"|wall|billboard|cover|museum|merch|poster|tattoo|wallpaper|calendar|stamp|money)\b|run for|see|try|check|watch"
    r"|hear|read|share|stop|chill|calm|relax"
    r"|call|talk|know|learn|see)|"
    r"(?:(?:this|it|that|they|these|he|she|[\w']{1,12}) ){0,3}(?:should(?:n't| not)?|must|needs?|has to"
    r"|have to) (?:(?:really|totally|definitely) )?(?:no (?:words|comment|caption|explanation|filter|introduction)"
    r"|work\b|to go viral|to stop|help\b|jail|an? "
    r"(?:oscar|award|prize|raise|medal|grammy|hug|break|frame|movie|series|sequel|museum|vote)|more (?:likes|upvotes"
    r"|love|attention)|to be (?:my|in a museum|in the louvre|framed|a movie|illegal|stopped|printed|protected|seen"
    r"|famous)"
    r"|be (?:an? (?:movie|poster|crime|meme|wallpaper|thing|cover|album|book|law|sticker|nft|t-?shirt|series|game)"
    r"|my|in an?|in the (?:museum|louvre|hall)|on (?:a|my|the) (?:shirt|wall|fridge|mug|cover|t-?shirt)|illegal"
    r"|framed|proud|banned|famous"
    r"|easy|hard|able|fine|ok|okay|enough|good|here|done|ready|free|cheap|ashamed|happy|nice|real|the (?:cover|new"
    r"|album|next|official|winner))\b|have (?:known|been|seen|stopped|won|gone)|not (?:exist|be allowed)|(?:see|know"
    r"|like|love|feel|win|try|hear|read|watch|do|learn|get one|follow|visit|stop|remember|appreciate)\b)"
    r"|need(?:s)? (?:this|that|it|one|him|her|to know|a minute|a moment|coffee|sleep|therapy|holy)"
)
