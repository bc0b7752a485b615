"""Words and patterns of English replies under a picture, for `replies_english`. Everything is lower case; a clause has no
signs at its ends and single spaces. Patterns are matched at the beginning of a clause and repeat within bounds."""

from __future__ import annotations

import re

# --- verbs that change a picture

_VERBS = (
    "add|remove|delete|erase|replace|swap|crop|uncrop|rotate|flip|mirror|blur|unblur|sharpen|brighten|darken|lighten|enlarge"
    "|shrink|upscale|enhance|colou?rize|colou?rise|recolou?r|retouch|photoshop|desaturate|saturate|denoise|zoom|widen"
    "|straighten|resize|insert|exclude|adjust|tweak|soften|smooth|smoothen|reposition|redraw|repaint|outpaint|inpaint|restore"
    "|reduce|increase|decrease|extend|expand|simplify|exaggerate|emphasi[sz]e|convert|transform|fade|tint|dye|shave|invert"
    "|pixelate|censor|relight|reshape|rewrite|undo the|modify|correct|improve|beautify|strip|trim|lengthen|shorten|thicken"
    "|highlight|vectori[sz]e|rm|whiten|redden|flatten|tighten|loosen|deepen|broaden|strengthen|weaken|dampen"
    "|unwrinkle|declutter|defog|dehaze|depixelate|unzoom|recrop|recenter|re-?do the"
)
"""What follows does not matter."""
_PHRASAL = (
    "get rid of|take (?:out|off|away)|cut out|cut off|clean up|clear up|tone down|tone up|tone it|dial (?:up|down|back)"
    "|turn (?:up|down|on|off|around|left|right|into|to|towards?|sideways|back)|crank up|bump up|amp up|swap out|switch out"
    "|photoshop (?:out|in)|edit (?:out|in|it|this|that|the|her|his|my)|fill in|bring back|bring out|pull back"
    "|move (?:in|out|up"
    r"|down|left|right|closer|back|away)|zoom|put (?:in|on|back|away)|go (?:a (?:bit|little|lot) )?(?:dark|light"
    r"|bright|bold|big"
    r"|small|close|wide|soft|warm|cool|cold)er|go (?:with|for|back to)|fix up|lose the|ditch the|white ?balance"
    r"|black out|blow up"
    "|spice up|brighten up|lighten up the|warm up|cool down the|smooth out|even out|light up|open up|close up"
    "|drop the (?!mic|link"
    "|prompt|seed)|rough up|dress (?:up|her|him|it|them|me|us|the)|mess up"
)
_COMMON = (
    "make|change|turn|give|put|place|move|set|keep|let|leave|have|use|try|cut|hide|cover|lose|ditch|fix|fill|open|close|raise"
    "|lower|lift|push|pull|bring|shift|switch|dress|age|colou?r|paint|draw|light|grow|scale|stretch|slim|thin|show|apply"
    "|decorate|wrap|tilt|cent(?:er|re)|spin|bend|split|double|duplicate|copy|merge|combine|blend|mix|isolate|render"
    "|redo|do|write"
    "|paste|stick|throw|tuck|tie|drop|shave|include|clean|separate|align|angle|bleach|braid|curl|frame|glue|hang"
    "|join|melt|patch"
    "|photograph|plant|polish|pop|print|scatter|shape|sit|slide|soak|spread|stack|swap|sprinkle|wash|widen|rearrange|remake"
    "|recreate|edit|emphasi[sz]e|sharpen|squeeze|squash|attach|balance|flatten|swing|take|lean|point|match|avoid"
    "|stop|drape|blend in"
)
"""Also nouns and verbs of other matters: an object must follow."""
_WHOM = "it|this|that|these|those|them|him|her|me|us|everyone|everybody|everything|both|one|all|each"
_DETERMINER = (
    r"the|an?|his|her|its|their|my|our|some|any|more|less|fewer|another|every|both|this|that|these|those|two|three"
    r"|four|five|six"
    r"|seven|eight|nine|ten|\d{1,3}|few|lots|extra|no|only|just|slightly"
)
_COLOUR = (
    "red|orange|yellow|green|blue|purple|pink|brown|black|white|gr[ae]y|golden|gold|silver|teal|turquoise|navy|beige"
    "|violet|magenta"
    "|cyan|maroon|cream|pastel|neon|rainbow|blond|blonde|ginger|brunette|platinum|crimson|scarlet|lavender|mint"
    "|emerald|indigo"
    "|copper|bronze|peach|olive|lilac|charcoal|ivory|tan|burgundy|(?:dark|light|bright|pale|deep|hot|baby|sky) [a-z]{3,8}"
)
_PART = (
    "background|backdrop|bg|foreground|sky|skies|hair|haircut|hairstyle|bangs|eyes?|eyebrows?|eyelashes|lashes|face"
    "|mouth|nose|ears?|lips?"
    "|teeth|tooth|tongue|chin|cheeks?|skin|hands?|fingers?|nails?|arms?|legs?|foot|feet|toes?|head|neck|body|belly"
    "|tail|wings?|horns?|fur"
    "|paws?|whiskers|hat|cap|dress|skirt|shirt|t-?shirt|suit|jacket|coat|hoodie|sweater|clothes|clothing|outfit"
    "|shoes?|boots?|socks?|pants|jeans"
    "|glasses|sunglasses|shades|beard|moustache|mustache|makeup|lipstick|smile|expression|text|letters?|lettering"
    "|font|words|title|caption|logo"
    "|sign|watermark|signature|colou?rs?|palette|tones?|contrast|brightness|saturation|exposure|lights?|lighting"
    "|shadows?|reflections?|clouds?"
    "|trees?|leaves|flowers?|grass|people|person|crowd|wall|walls|floor|ceiling|roof|water|waves?|sea|ocean|lake"
    "|river|sun|moon|stars?|rain|snow"
    "|fog|mist|weather|season|time|scene|setting|location|angle|pose|posture|perspective|view|viewpoint|camera|lens"
    "|composition|framing|frame"
    "|border|margins?|car|door|windows?|house|building|buildings|chair|table|bike|boat|ship|image|picture|photo|pic"
    "|size|shape|details?|texture"
    "|resolution|quality|subject|character|style of|atmosphere|mood|vibe|ratio|aspect|scale|proportions|horizon"
    "|middle|left side|right side|top"
    "|bottom|corner|edges?|necklace|earrings?|scarf|gloves?|crown|sword|bag|helmet|mask|tie"
)
MORE = (
    "more|less|fewer|brighter|darker|bigger|smaller|larger|wider|narrower|closer|further|farther|warmer|colder"
    "|cooler|sharper|softer|lighter"
    "|longer|shorter|taller|thinner|thicker|older|younger|happier|sadder|angrier|simpler|cleaner|smoother|rounder"
    "|fatter|chubbier|skinnier|slimmer"
    "|bluer|redder|greener|pinker|yellower|whiter|blacker|grayer|greyer|paler|higher|lower|deeper|flatter|crisper"
    "|clearer|blurrier|fuller|fluffier"
    "|curlier|straighter|wavier|messier|neater|busier|quieter|calmer|moodier|gloomier|sunnier|cloudier|foggier"
    "|rainier|snowier|stormier|wilder|scarier"
    "|creepier|spookier|funnier|cuter|prettier|uglier|sexier|stronger|buffer|weaker|richer|poorer|dirtier|shinier"
    "|glossier|rougher|grittier|grainier"
    "|louder|bolder|fancier|cozier|cosier|greasier|hairier|balder|tighter|looser|heavier|faster|slower|vivider"
    "|punchier|dreamier|edgier|subtler|fiercer"
    "|meaner|nicer|wetter|drier|hotter|broader|squarer|pointier|spikier|earlier|later|nearer"
)
TOO = (
    "dark|bright|small|big|large|blurry|busy|colou?rful|red|blue|green|yellow|orange|pink|plain|simple|close|far"
    "|far away|many [a-z]{2,10}|much [a-z]{2,10}|much|few [a-z]{2,10}|pale|saturated|noisy|sharp|soft|long|short|fat"
    "|thin|skinny|old|young|crowded|empty|flat"
    "|realistic|cartoonish|cartoony|scary|sad|serious|tall|wide|narrow|warm|cold|shiny|smooth|grainy|cluttered|messy"
    "|angry|muscular|white|black|foggy|dull|low|high|tight|zoomed in|heavy|washed out|contrasty|glossy|perfect"
)
_SLIGHTLY = (
    r"(?:(?:just )?(?:an? )?(?:tiny |wee |little )?(?:bit|little|lot|touch|tad|smidge|notch)|much|way|far|slightly"
    r"|even|somewhat"
    r"|a few shades|two shades|kinda|still|any)"
)
_POSSESSIVE = r"[a-z]{2,12}'s"
_ING = "[a-z]{2,10}(?:[aeiou]?[a-z])ing"

ANY_VERB = re.compile(
    rf"(?:(?:just|also|please|pls|plz|maybe|possibly|still|like) ){{0,3}}(?:{_VERBS}|{_PHRASAL}|{_COMMON}|be|have"
    rf"|wear|hold|look|smile|get"
    r"|(?!(?:be|do|tell|shar|explain|send|show|giv|say|charg|sell)ing)[a-z]{2,10}ing|go|see it|see her|see him"
    r"|see this|see the|stand|face|ride|carry|say)\b")  # fmt: skip
"""What someone is asked to do with a picture."""

CAPABILITY = re.compile(
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
    r"|(?:better|nicer|cooler|cuter|perfect|funnier|great|prettier) (?:if|with|without|as|when|at|wearing) (?!me\b"
    r"|my\b|time\b|age\b|you\b|this\b|last\b|always\b)"
    r"|(?:only if|if only) (?:it|she|he|they|the|there)|(?:(?:i|we) )?wish (?:it|she|he|they|there|the|her|his|its"
    r"|that|you(?:'d| had| would)|u)\b"
    r"|(?:(?:i|we)(?:'d| would)? )?(?:rather|prefer|like|love|want|wanted|need) (?:to (?:see|have) )?(?:it|this|that"
    r"|her|him|them|the|his|its|their|everything|everyone) "
    r"(?:[\w'-]{1,12} ){0,4}(?:in (?!my\b|person|real|hd$|print)|with(?!\sme)|without|at|as (?!my)|to (?:be|have"
    r"|look|smile|hold|wear|face|say|show|sit|stand|go|fly|run|laugh|cry)|wearing|holding|facing|smiling"
    rf"|{MORE.replace('more|less|', 'more (?=[a-z])|less |')}|{_COLOUR})(?:\b|$)"
    r"|(?:(?:i|we)(?:'d| would)? )?(?:like|want|need|prefer) (?:to see )?(?:some |a bit |a little |a lot )?(?:more"
    r"|less|fewer|longer|shorter|bigger|smaller) (?!of (?:this|these)|like (?:this|these))[a-z]"
)
"""Before whatever is wished."""
NOT_A_CHANGE_IF = re.compile(
    r"(?:i|you|we|u)\b(?! (?:add|remov|chang|made|make|put|gave|give|turn|use|tri|swap|replac|mov|did it|do it"
    r"|had it|zoom|flip))|(?:it|this|that) (?:was|is|were) (?:real|true)|i'm"
)

SUBJECT_NEEDS = re.compile(
    r"(?:(?!you\b|we\b|i\b|who\b)[\w'-]{1,14} ){0,5}(?:should(?:n't| not)?|shld|must|needs?|has to|have to|gotta"
    r"|ought to|could use|could do with|can use|supposed to|is missing|are missing|lacks?"
    r"|wants) (?=[a-z0-9])|missing (?:an?|the|his|her|some) |there(?:'s| is| are)? (?:should|could|must|needs to"
    r"|ought to) (?:be|have) "
)
NEEDS_NOTHING = re.compile(
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

# --- what is wished

CHANGE_ASKED = re.compile(
    r"(?:can|could|may) (?:it|this|that|she|he|they|these|the [\w'-]{1,14}|her [\w'-]{1,14}|his [\w'-]{1,14}"
    r"|my [\w'-]{1,14}|everyone|there) (?:please |pls |maybe |also |all )?(?:be (?!real|used|sold|printed|downloaded"
    r"|saved|shared|exported|opened|a problem|animated|ai\b|art\b|that\b|any\b|worse|better\?|copyright|fake|true"
    r"|because|why)|have |look (?!better|at|like me)|wear|hold|get |go (?!viral)|face|sit|stand|smile|fly|ride)"
    r"|(?:can|could|may) (?:i|we) (?:please |pls )?(?:get|have|see|try) (?:please |pls )?(?:it|her|him|them|this"
    r"|that|the \w+|one|a version|another one|the same|the same one|something|everyone|that one"
    r"|this one) (?:[\w'-]{1,12} )?"
    r"(?:in|with|without|at|as|from|on|but|wearing|holding|smiling|facing|to be|more|less|brighter|darker|bigger|smaller)\b"
    r"|(?:can|could) (?:i|we) (?:please |pls )?(?:get|have|see|add) (?:please |pls )?(?:an?|some|more|less|fewer"
    r"|no) (?!refund|copy|link|file|discount|picture of|pic of|photo of|drawing of|painting of|look at|download"
    r"|version of the prompt|bigger file|higher|better look|closer look|video|print)"
)
NOT_A_CHANGE = re.compile(
    r"keep (?:(?:it|this|that|them|these|those|her|him) ?(?:$|up$|going|coming|like|as|safe|real|simple|please$)"
    r"|up\b|going\b|coming\b|on\b)|make(?:s)? (?:my|me|your|us) (?:day|laugh|smile|cry|hungry|happy|feel|sad|miss"
    r"|want|wanna|think|proud)"
    r"|make (?:sense|money)|(?:give|send|show|tell|share|drop|post|get) ?(?:me|us)? ?(?:the|your|its|that|this|ur|a"
    r"|an)? ?(?:full |original |exact |whole |actual |same |raw )?(?:prompts?\b|svg|pdf|psd|vector|raw|app|story"
    r"|info|code|discord|invite|number|address|link|seed|file|original|details|settings|download|source|model|"
    r"workflow|png|jpg|answer|reason|price|name|recipe|tutorial|secret|moment|sec\b|second$|minute|break|call|hand$"
    r"|hint|discount|refund|money)|give (?:it|him|her|them|this|that) (?:an? |the )?(?:oscar|award|medal|prize|raise"
    r"|10|ten|hug|cookie|like|nobel|up|a\+|rest)"
    r"|give (?:this|that|the) (?:bot|man|guy|dev|artist|ai|person|thing) an? |let me (?!be\b|have\b|see (?:it|her"
    r"|him|them|the|this|that) (?:in|with|at|as|without|from|on)\b|hold|wear|look|smile)|leave (?:it|this"
    r"|that)(?: alone| like this| as (?:it )?is| at that|$)"
    r"|use (?:it|this|that|them) (?:as|for|in|on)|try (?:again|harder|it$|this$|that$)|take (?:a look|care|my|your"
    r"|me\b|that|it easy|notes|a bow)|have (?:an? (?:nice|good|great|look)|fun|you\b|mercy|i\b|we\b)|do (?:you|i\b"
    r"|we|they|it again|this again|that again|not\b(?! (?:change|add|remove))|better)"
    r"|hang (?:it|this|on)|hold (?:on|up|my)|(?:put|hang|stick) (?:it|this|that)(?: one)? (?:in an? (?:museum|frame"
    r"|gallery)|in the louvre|on (?:my|the|a|your) (?:wall|fridge|shirt|mug|website|t-?shirt|poster|profile|desk)"
    r"|up on)|cut it|bring it on|copy that|close (?:enough|call)"
    r"|turn(?:s|ed) out|set (?:it|this) as|print (?:it|this)|draw (?:me|us|an?)\b(?!.{1,30} (?:on|over|around|in"
    r"|behind|next|under|above) (?:him|her|it|the|his|them|my|me))|paint (?:me|us|an?)\b(?!.{1,30} (?:on|over|around"
    r"|in|behind) (?:him|her|it|the|his|them|my|me))|make (?:me|us|an?) an? |"
    r"show (?:me|us)\b(?! (?:it|her|him|them|the (?:other|back|front|whole|left|right|side)|(?:it )?from"
    r"|more of the))|write (?:me|us|down|an? (?:story|poem|song))|open (?:ai|source)|color me|colour me|save "
    r"|do something|go (?:off|on|home|away|bot|girl|team|you)\b|give me (?:more|another|a new|one more|five|4|four"
    r"|two|three)\b(?! \w)|"
    r"have you|use (?:what|which)|try something|explain|describe|tell |remind|upload|download|share|send|post"
    r"|mix feelings|stop (?:it|this|that|please|$)|stop$|no (?:way|idea|words|thanks|thank|cap|comment|offense"
    r"|problem|doubt|chance|good|kidding|clue|u$|joke|lie|one\b|not\b|worries|need|shot|more words"
    r"|matter|wonder|fair|you\b|i\b|it\b|that\b|this\b|thats|rush|contest|question|notes|mercy|bueno)|with (?:love"
    r"|all due|respect|that|this|me\b|you\b)|in (?:love|awe|my opinion|tears|shock|general|case|fact|the end"
    r"|a good way|a bad way|other words|real life)|on (?:point|fire|my way|god|another level|it\b|brand|repeat)"
    r"|at (?:last|least|first|all)|from (?:hell|me\b|heaven)|as (?:always|usual|expected|if\b|i (?:said|asked"
    r"|wanted))|out of this|for (?:real|sure|once)|better (?:than|now|luck|late|yet$|already|safe)|more (?:please"
    r"|pls|plz|of (?:this|these|it|them)|like (?:this|it|that|these)|than\b|pics|pictures|photos)|more$|less is|"
    r"closer to (?:what|the)|older than|bigger than|much better$|later$|way better|cooler than|nicer than|cuter than"
    r"|lower your|double (?:that|tap)|close to|fix your|get (?:a life|well|out\b|over|it\b|me\b|used|lost)|wash your"
    r"|light work|light years|colou?rs? (?:are|is|look)|cover (?:letter|art|me\b)|place (?:is|looks)"
)
_OBJECT = rf"(?:{_WHOM}|{_DETERMINER}|{_POSSESSIVE}|{_PART}|{_COLOUR})\b"
CHANGE = re.compile(
    rf"(?:{_VERBS}|{_PHRASAL})\b(?! (?:is|are|was|looks)\b)|(?:{_COMMON}) {_OBJECT}(?! (?:is|are|looks|was)\b)"
    r"|get (?:the|his|her|that|it|them|their|this|those|rid) .{1,30} ?(?:off|out|away|in there|down|up|back|closer)\b"
    rf"|make (?:[a-z]{{2,12}} ){{1,3}}(?:{MORE}|{_COLOUR}|smile|laugh|cry|look|into|wear|hold|be|fly|jump|sit|stand"
    rf"|run|dance|face|fat|thin|old|young|tall|small|big|huge|tiny|invisible|bald|transparent|blurry)\b"
    r"|(?:do|try|change|get|use|have|keep|put|set|turn|switch|fix|move) (?:the )?same\b|do (?:one|something) (?:with"
    r"|in|at|like)|try (?:with|without|in|at|on|as|a|an|adding|making|using)\b|change to\b|switch to\b|turn to\b"
    r"|undo (?:the|that|this)"
    r"|(?:don't|dont|do not|pls no|please no) (?:show|add|include|have|use|make|put|crop|cut|change|let|draw|touch"
    r"|move|blur)\b|(?:you|u|it) (?:forgot|missed|left out|dropped|ignored) (?:the|his|her|its|to|my|their)\b"
    r"|(?:change|turn|switch|convert|swap|replace) (?!your|my mind).{1,30} (?:to|into|for|with|by) "
    r"|(?:write|say|put|add) (?:[\w'&-]{1,14} ){1,6}(?:on|in|at|under|above|across|over|behind|below|onto|into|next"
    r"|beside|around) "
    r"|(?:the )?same\b[ ]?(?:\w+ ){0,3}(?:but|with|in|at|without|on|as|from)\b|(?:but|only|just|except) (?:in|at"
    r"|with|on|as|without|the|a|an|more|less|make|from|bigger|smaller) |face (?:left|right|the|forward|me\b|us\b"
    r"|away)|look (?:left|right|up|down|at the (?:camera|viewer)|away|straight)|smile(?: \w+)?$|sit down|stand up"
    r"|lights? (?:on|off)$|rotate$|flip$|mirror$|zoom$|crop$|(?:180|90|45) degrees"
)
_MODIFIED = (
    rf"(?:{_COLOUR}|long|short|curly|straight|wavy|messy|big|huge|small|tiny|open|closed|shut|dark|light|bright"
    rf"|blurry|blurred|plain|empty|clean|cloudy|clear|stormy|starry|snowy|rainy|sunny|foggy|transparent|different"
    rf"|new|other|another|older|full|half|round|square|thick|thin|wide|narrow|wooden|sharp|soft|warm|cold|natural"
    rf"|dramatic|moody|colou?rful|solid|simple|extra|bald|angry|happy|sad|smiling)"
)
ADDED = re.compile(
    r"(?:and|plus|also|maybe|then|with|oh and|and maybe|and also|or) (?:an?|some|another|two|three|lots of|many"
    r"|more) [a-z]"
)
"""Begins with something more for the picture."""
LOOK = re.compile(
    rf"(?:(?:{_SLIGHTLY}) )?(?:{MORE})\b(?! than\b| please$)|(?:not|isn't|aint) (?:so|that|as|quite as|quite so"
    rf"|too) (?:much [a-z]+|many [a-z]+|dark|bright|big|small|close|red|blue|green|yellow|saturated|blurry"
    rf"|colou?rful|realistic|cartoony|fat|old|young|long|short|serious|sad|angry)\b"
    r"|(?:without|w/o|minus|except for|instead of) [a-z]|no (?:more )?[a-z]{3,}(?: [a-z]{2,}){0,4}$|with (?:an?|the"
    r"|more|less|fewer|no|some|his|her|their|its|long|short|big|small|open|closed|two|three|lots|bright|dark|wings"
    r"|glasses|snow|rain|clouds|flowers|people|fireworks|better|out|different|[a-z]{3,12}(?:er|ing)?) ?"
    r"|(?:but |and )?(?:at|in|on|under|inside|behind|over|near|by|into|from|during|beside|through|outside|above"
    r"|against|like) (?:(?:an?|the|his|her|my|its|their|front|early|late|deep|bright|heavy|light|dark|full|pure|all"
    r"|outer|middle) ){0,3}[a-z][a-z'-]{1,16}(?: [a-z'-]{1,14}){0,5}$"
    r"|(?:an?|some|two|three|lots of|many|one more|another|more) (?:[\w'-]{2,14} ){1,4}(?:on|in|behind|under|over"
    r"|around|beside|near|next to|above|to|for|across|between|at|holding|wearing) (?:his|her|its|their|him|it|them"
    r"|my|me|the (?:background|left|right|back|front|corner|sky|middle|top|bottom|other|distance|foreground|side"
    r"|lake|water|wall|table|floor|ground|roof|tree|head))\b"
    r"|as (?:an?|the|if) (?:[a-z'-]{1,14} ?){1,5}$|as (?:kids|children|adults|robots|aliens|babies|animals|cats|dogs"
    r"|zombies|vampires|superheroes)\b"
    r"|(?:wearing|holding|smiling|laughing|crying|sitting|standing|flying|running|dancing|jumping|sleeping|riding"
    r"|facing|looking (?:at|to|up|down|left|right|away|into|over|back|sad|happy)|carrying|eating|drinking|kissing"
    r"|waving|winking|frowning|lying|walking|swimming|reading|hugging|playing)\b(?! is| out loud| at my)"
)
"""A look without a verb, at the beginning of a clause. It may belong to the description of a new picture as well."""
SHAPED = re.compile(
    rf"(?:an? )?(?:(?:{_MODIFIED}) ){{1,2}}(?:{_PART})(?: (?:please|pls|plz|instead|now|too|maybe|thanks|on (?:him"
    rf"|her|it|me)|for (?:him|her|it)))*"
    rf"|(?:{_COLOUR})(?: (?!is\b|are\b|looks?\b)[a-z]{{2,12}}){{1,2}}(?: (?:please|pls|plz|instead|now|too|maybe))?"
    rf"|(?:(?:the|his|her|its|their|my|a) )?(?:[a-z][a-z'-]{{1,12}} ){{1,4}}(?:{_SLIGHTLY} )?(?:{MORE})(?: [a-z]{{3,"
    rf"12}})?(?: (?:please|pls|plz))?"
    rf"|(?:(?:the|his|her|its|their|my) )(?:[a-z][a-z'-]{{1,12}} ){{1,3}}(?:in (?:{_COLOUR}|[a-z]{{3,12}}(?: \w+)?)"
    rf"|gone|off|on|open|closed|removed|out|away|up|down|to the (?:left|right|back|front)|with .{{2,30}}"
    rf"|without .{{2,30}}|instead.{{0,20}}|(?:{_COLOUR})) ?(?:please|pls|plz)?"
    r"|(?:an? )?(?:[a-z'-]{2,14} ){0,4}(?:instead|this time)(?: (?:of .{1,40}|please|pls|plz))?"
    r"|(?:an? )?(?:[a-z'-]{2,14} ){1,3}(?:version|edition|themed|mode|filter)(?: (?:please|pls|plz|instead|of (?:it"
    r"|this)))?"
    rf"|(?:{_PART}) (?:on|off|up|down|open|closed|gone|away|out)(?: (?:please|pls|plz))?|(?!all eyes|shame|crush"
    rf"|focus|i |he |she |it |im )(?:an? |the )?(?:[a-z][a-z'-]{{1,14}} ){{1,3}}on (?:him|her|it|me|them|his [a-z]+"
    rf"|her [a-z]+|the [a-z]+)(?: (?:please|pls|plz))?|(?:{_COLOUR})(?: (?:please|pls|plz|instead|one))?"
    rf"|(?:the )?[a-z]{{2,14}} (?:->|=>|to) (?:an? )?[a-z]{{2,14}}"
    r"|(?:portrait|landscape|vertical|horizontal|wide|square|full ?body|close ?up|closeup|profile|top down"
    r"|bird'?s eye)(?: (?:view|shot|orientation|format|mode|version|please|pls|plz|instead|angle|from \w+))*"
    r"|(?:(?:full|half) ?(?:body|length)|bald|barefoot|shirtless|hd|4k|8k|high res|hi ?res|higher res|hq"
    r"|no background|no bg)(?: (?:please|pls|plz|version))*"
)

# --- neither

ASKING = re.compile(
    r"(?:why (?!am i (?:cry|laugh|scream|sob|so|like|even|hungry|scared|crying))|who|whose|where|when|which"
    r"|how (?!about|bout)|whats|what's|what (?!an?\b|if\b|about\b|bout\b)|wheres|hows|whys|whos|why'?d|how'?d"
    r"|where'?d|who'?d|what'?d|who'?s|is (?:it|this|that|he|she|there|the|her|his|any)\b|are (?:you|they|these|those"
    r"|we|there|the)\b|was (?:it|this|that|the|he|she)\b|were (?:they|you|the)\b|am i\b|do (?:you|i|we|they|u)\b"
    r"|does\b|did\b|has (?:it|this|he|she|the|anyone)\b|have (?:you|they|we|i)\b|should (?:i|we|it|this|the|she"
    r"|he)\b|shall\b|may i\b|can (?:i|you|u|we|it|this|that|they|someone|anyone)\b|could (?:i|you|we|it|this|that)\b"
    r"|would (?:it|this|you|that)\b|will (?:it|this|you|that|there)\b|isn't\b|isnt\b|aren't\b|wasn't\b"
    r"|didn't (?:you|i)\b|don't (?:you|they)\b|doesn't (?:it|this|he|she)\b|won't (?:it|this)\b|prompt$"
    r"|prompts?\b.{0,12}$|seed$|model$|source$|link$|sauce$|wdym|anyone know|any idea|does anyone|care to"
    r"|mind (?:telling|sharing|explaining)|tell me|explain|describe (?:it|this)"
    r"|(?:wait|so|and|but|ok|um+|hey|yo|bro|dude|lol|hmm+|omg) (?:why|who|where|when|which|how (?!about)|what(?! if"
    r"| about| an?)|is (?:it|this|that|he|she)|are (?:you|they)|did (?:you|it)|do (?:you|i)))\b"
)
DEFECT = re.compile(
    r"(?:(?:it|this|that|the [a-z]{2,12}|his [a-z]{2,12}|her [a-z]{2,12}|he|she)(?:'s| is| are| looks?"
    r"| look)? )?(?:(?:a bit|a little|way|far|kinda|still|just|all|slightly|maybe|much) ){0,2}too "
    rf"(?:{TOO})(?: (?:for me|imo|now|here|tho|though|still|in the .{{2,20}}|on the .{{2,20}}|for (?:a|an|the|my"
    rf"|this) .{{2,20}}))*"
    r"|(?:wrong|missing) (?!one$|answer|person|guy|way)[a-z]{3,12}|(?:the|his|her|its) [a-z]{2,12} (?:is|are"
    r"|looks?) (?:wrong|off|missing|cut off|cut|blurry|broken|messed up|distorted|misspelled|backwards|upside down)"
    r"|(?:(?:it|he|she|the [a-z]{2,12}) )?(?:has|have|got) (?:\w+ ){0,2}(?:three|four|six|seven|eight|extra|too many"
    r"|no|two|3|4|6|7) (?:extra )?(?:fingers|hands|arms|legs|eyes|heads|toes|tails|ears|thumbs)"
    r"|(?:six|seven|7|6|extra|three|too many) (?:fingers|hands|arms|legs|toes)|(?:spelling|text|typo|letters?) (?:is"
    r"|are) (?:wrong|off)|typo in .{2,20}"
)
"""What is wrong with the picture, and could be put right."""
REACTION = re.compile(
    r"(?:cursed|sick|lit|fire|goals|mood|iconic|masterpiece|goat|w|l|slay|bruh|yikes|oof|e+w+|gross|cringe|trash"
    r"|fail|hm+|e+h+|e+m+|m+|m+hm+|meh+|ugh+|argh+|idk|huh|whoops|ouch|noice|ayy+|poggers|pog|based|same|facts|true"
    r"|real|relatable|insane|unreal|crazy|wild|nightmare fuel|chef'?s? kiss|rip|f|gg|boo+|pass|next|bet|dang|damn"
    r"|daang?"
    r"|hot|mid|peak|art|legend|king|queen|aw+|na+h|ye+s+|ya+y+|no+|nope|what the .{2,10}|holy .{2,12}|oh (?:my|no"
    r"|wow|boy|man|dear|god|lord|yeah|yes)\b.{0,20}|im (?:dead|dying|crying|screaming|done|weak)|i'm (?:dead|dying"
    r"|crying|screaming|done|weak)|dead|dying|crying|screaming|speechless|obsessed|mind ?blown|wowza"
    r"|wow+|om+g+|oh+|nice+|noo+|so+ (?:good|cute|cool|pretty|funny|real|true|nice)+|stop it|stahp|ok(?:ay)?"
    r"|fair(?: enough)?|cheers|sweet|solid|neat|rad|dope|clean|crisp|classy|stellar|flawless|majestic|glorious"
    r"|magical|chills|goosebumps|banger|fabulous|yum+y?|tasty|delicious|spooky|creepy|weird|trippy)"
    r"(?: (?:af|asf|tho|though|bro|man|dude|lol|lmao|haha|as hell|as heck|stuff|work|indeed|honestly|ngl|fr|one|shit"
    r"|vibes?|energy|material|right there|rn|irl|here|right now|at this|over this|already|again|for real|no cap"
    r"|lmfao|tbh|bestie|yall|y'all))*"
)
REMARK = re.compile(
    r"(?!an? |the same|one |two |three |\d+ [a-z])(?:[\w'-]{1,16} ){1,8}(?:omg|lo+l|lmf?ao|tho|though|wow|af|ngl|fr"
    r"|rn|(?:ha)+h?|xd|smh|istg|bro|man|dude|damn|tbh|imo|bruh|asf)$|\d{1,3}(?:/| out of )10{1,2}\b|(?:my|his|her"
    r"|the|those|these) (?:[a-z']{2,14} ){1,2}(?:[a-z]{2,9}ed|pops?|slaps?|rocks?|hits?|shines?|glows?|stands? out"
    r"|shook|broke|fell|hurts?|explode[sd]?|sings?|speaks?|says? it all|wins?|rules?)\b|would (?!you|it|he|she|they)"
    r"|(?:exactly|precisely|just what|that is|i|i'm|im|i've|ive|i'll|ill|i'd|we|we're|this|that|that's|thats|it|it's"
    r"|its|he|she|they|he's|she's|hes|shes|they're|theyre|these|those|you|you're|youre|u|ur|there|there's|theres"
    r"|looks?|looking|reminds?|feels|seems|sounds|got|if|when|so|such|what an?|never|always|finally|still|even|best"
    r"|worst|bro|dude|ai|saved|saving"
    r"|posting|sharing|stealing|sending|using|not|isn't|isnt|ain't|doesn't|doesnt|didn't|didnt|can't|cant|won't"
    r"|don't|dont|couldn't|wouldn't|nobody|no one|someone|everyone|everybody|somebody|who|love|loves|loved|loving"
    r"|like|liked|hate|hated|adore|enjoy|thank|thanks|thx|ty|good|great|nice|cool|sick|dope|lovely|cute|sweet"
    r"|awesome"
    r"|amazing|beautiful|gorgeous|perfect|fantastic|wonderful|incredible|excellent|brilliant|stunning|adorable|funny"
    r"|hilarious|creepy|weird|ugly|terrible|horrible|awful|bad|wrong|almost|absolutely|totally|literally|honestly"
    r"|seriously|definitely|actually|pretty|very|really|quite|kinda|kind of|sort of|somehow|somewhat|way|too|just"
    r"|yes|yeah|yep|no"
    r"|nope|nah|wow|omg|lol|lmao|haha+|oh|ah|hmm+|well|ok|okay|wish|glad|happy|impressed|congrats|well done|kudos"
    r"|props|respect|welcome|sorry|oops|imagine|how (?:cute|cool|nice|pretty|beautiful|lovely|funny|sweet|adorable"
    r"|weird|creepy|did)|miss|makes?|made|gives?|giving|hits?|getting|going|can|could|will|would|where|whoever"
    r"|whatever|at least"
    r"|already|mission|new|my new|damn|dang|holy|big fan|fan of|props|nailed|killed|crushed|spot on|cannot|about"
    r"|more like|much|let me|let's|lets|keep|take my|shut up|have an?|save)\b(?! (?:of) (?:an?|the)$)|(?:my|his|her"
    r"|its|their|the|your|our|both|all|every|each|some|that|this) (?:[\w'-]{1,14} ){1,5}(?:is|are|isn't|aren't|was"
    r"|were|will|would|looks?|has|had|have|can|can't|cannot|do|does|don't"
    r"|doesn't|loves?|likes?|wants?|needs?|feels?|seems?|came|turned|got|gets|makes?|made|creeps?|scares?|kills?"
    r"|said|says|thinks|thought|never|always|hates?|reminds?|gives?|must|hits|fits|works|screams?|tells?)\b|(?:ai"
    r"|art|life|god|nature|science|technology|people|cats|dogs|kids) (?:is|are|has|have|will|can|be|these|really)\b"
)

_FEELING = (
    "amazing|insane|cinema|vibes?|vibing|energy|cursed|blessed|poor|hilarious|beauty|perfection|goals|slay|iconic"
    "|masterpiece|art|legend|legendary|goat|goated|fire|lit|dope|sick|beast|savage|stunner|stunning|gorgeous"
    "|majestic|magnificent|immaculate|chaotic|chaos|unhinged|wholesome"
    "|adorable|precious|smol|chonk|chonky|derp|derpy|thicc|hot|sexy|cringe|mid|trash|garbage|crap|crappy|shit|shitty"
    "|fail|failure|disaster|horrifying|horror|nightmare|creepy|scary|terrifying|disturbing|disgusting|gross|nasty"
    "|weird|bizarre|wrong|off|uncanny|fake|lame|boring|basic"
    "|generic|sloppy|slop|lazy|awesome|fantastic|wonderful|superb|brilliant|excellent|flawless|perfect|incredible"
    "|impressive|phenomenal|spectacular|breathtaking|mesmerizing|mesmerising|epic|great|nice|neat|sweet|lovely|cute"
    "|pretty|funny|fun|love|loved|loving|hate|hated|wow|omg|wtf|lol|lmao"
    "|thank|thanks|thx|congrats|congratulations|bravo|kudos|respect|props|w|l|based|bruh|bro|dude|sis|bestie|queen"
    "|king|mom|mood|relatable|same|facts|cap|literally|honestly|lowkey|highkey|ngl|tbh|imo|fr|af|omfg|smh|yikes|oof"
    "|ew|nah|yas|yay|woo|woohoo|woot|damn|dang|heck|hell|god|jesus|christ|lord"
    "|prompt|ai|bot|algorithm|midjourney|chatgpt|gpt|wallpaper|pfp|avatar|goodnight|goodbye|brb|crying|dying"
    "|screaming|sobbing|speechless|obsessed|shook|dead|deceased|gasp|sigh|cackling|wheezing|giggling|chuckled"
    "|laughed|approved|sold|done|finally|underrated|overrated|favou?rite|fav|fave|best|worst|better|worse"
)
_FELT = re.compile(rf"(?:[\w'-]{{1,16}} ){{0,5}}(?:{_FEELING})\b")
# Words that a description of a picture hardly has: somebody speaks.
_SPEAKING = re.compile(
    r"(?:her|his|their|its|that|those|these|this|your|ur|our) [a-z]|(?:need|needs|wanna|gonna|gotta|tryna|want|brb"
    r"|lost|straight|off|guess|bet|hope|hoping|hoped|feel|feeling|felt|think|thinking|thought|know|knew|believe"
    r"|wonder|wondering|remember|forgot|swear|mean|meant|expected|asked|wanted|tried|saw|seen|got|gets|getting|said"
    r"|says|came|comes|goes|went|did|does|do|doing|was|were|been|has|had|having|should've|could've|would've|cannot"
    r"|won't|don't|didn't|doesn't|isn't|aren't|wasn't|ain't|couldn't|wouldn't|shouldn't|hasn't|haven't|let's|that's"
    r"|it's|he's|she's|there's|they're|we're|you're|i'm|i've|i'll|i'd|what's|who's) ?"
    r"|(?:[\w'-]{1,16} ){1,8}?(?:i|i'm|im|me|myself|you|u|us|we|ours|mine|yours|is|are|was|were|isn't|aren't|did"
    r"|does|has|have|had|will|would|won't|can't|don't|doesn't|didn't|looks?|feels?|seems?|hits?|slaps|works?|worked"
    r"|kills?|killed|got|gets|gives?|makes?|made|though|tho|really|literally|actually|never|always|just|so|too|very"
    r"|already|again|ever|yet|anymore|enough)\b"
    r"|[a-z' ]*?([a-z])\1\1"
)
_SPEAKING_AT_ONCE = re.compile(
    r"(?:need|needs|wanna|gonna|gotta|tryna|want|brb|lost|straight|guess|bet|hope|hoping|feel|feeling|felt|think"
    r"|thinking|thought|knew|wonder|wondering|remember|swear|mean|expected|asked|wanted|tried|saw|seen|got|getting"
    r"|said|adding|making|using|keeping|printing|saving|posting|showing|sending|stealing|setting|framing"
    r"|hanging) (?:this|that|it|it's|one|her|him|them|my|me|to|for|at|the|live|see|hug|pet|eat|marry|so|like|i"
    r"|you)\b"
)
_NAMES_A_SUBJECT = re.compile(
    r"(?:an?|one|two|three|four|five|six|seven|\d+|some|several|many|portrait|photo|picture|painting|drawing"
    r"|image) [a-z]|(?:[\w'-]{1,16} ){1,4}(?:in|on|under|with|at|over|of|near|inside|through|by|behind|between|as"
    r"|like|wearing|holding|riding|eating|playing|sitting|standing|flying|running) (?!my|me\b|this|that|it\b|you"
    r"|here|there|real|hell|point)[a-z]"
)


def is_remark(clause: str) -> bool:
    """Whether somebody speaks about the picture or feels something about it, rather than to name a subject."""
    if REMARK.match(clause):
        return True
    if _SPEAKING_AT_ONCE.match(clause):
        return True
    return not _NAMES_A_SUBJECT.match(clause) and bool(_FELT.match(clause) or _SPEAKING.match(clause))


_SLIP_WORDS = tuple(
    word for word in (_VERBS + "|" + _COMMON +
        "|background|please|without|lighter|darker|brighter|smaller|bigger|colour|color|picture|image|letters").split("|")
    if len(word) >= 4 and word.isalpha()
)  # fmt: skip


def _exchanged(word: str) -> list[str]:
    """The word with each pair of neighbouring letters behind the first exchanged: `remvoe`."""
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1) if word[i] != word[i + 1]]


def _left_out(word: str) -> list[str]:
    """The word with each letter behind the first left out: `bakground`. Of long words; short ones become others."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word) - 1)] if len(word) >= 7 else []


SLIPS = {slip: word for word in reversed(_SLIP_WORDS) for slip in (*_exchanged(word), *_left_out(word))} | {
    "teh": "the", "hte": "the", "tha": "the", "chage":
        "change", "chnge": "change", "remov": "remove", "rmeove": "remove", "mkae": "make",
    "maek": "make", "backgroud":
        "background", "backround": "background", "wihtout": "without", "witout": "without", "whit": "with",
    "adn": "and", "colur": "colour", "delet": "delete", "replce":
        "replace", "wtih": "with", "becuase": "because", "pleas": "please",
}  # fmt: skip
for _word in _SLIP_WORDS:
    SLIPS.pop(_word, None)
for _real in (
    "form",
    "from",
    "leave",
    "flip",
    "feel",
    "file",
    "flies",
    "quiet",
    "quite",
    "trial",
    "trail",
    "casual",
    "causal",
    "sued",
    "used",
    "desert",
    "sliver",
    "tired",
    "united",
    "angel",
    "moth",
    "palce",
):
    SLIPS.pop(_real, None)
