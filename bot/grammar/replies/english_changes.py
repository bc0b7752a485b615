"""Patterns of English clauses that change a picture, or say what is wrong with it. Matched at the beginning of a clause; they
repeat within bounds."""

from __future__ import annotations

import re

from bot.grammar.replies.english_words import (
    COLOUR,
    COMMON,
    DETERMINER,
    FEELING,
    MODIFIED,
    MORE,
    PART,
    PHRASAL,
    POSSESSIVE,
    SLIGHTLY,
    TOO,
    VERBS,
    WHOM,
)

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
    r"(?:the )?same (?:[a-z]+ ){1,2}(?:but |with |in |and |just )?(?:an? )?(?:different|new|another|other) [a-z]|"
    r"more like (?:an?|the|it|that)\b|without (?:an?y? )?(?:doubt|question|fail|words|exception)|mirror mirror"
    r"|add (?:to (?:cart|my|the"
    r" (?:list|collection))|me$)|put me (?:in|down|on) (?:the )?(?:screenshot|list|will)|turn around(?:$| he| she|it"
    r"|they|bro)"
    r"|(?:don't|do not|dont|wouldn't|would not|wouldnt|never|not) (?:change|touch|edit) (?:a (?:single )?thing"
    r"|anything|it|this|that|her|him|nothing)\b$"
    r"|(?:change|remove|fix|add) (?:nothing|anything|a thing)\b|(?:make|sell|do|write|draw|start) (?:an?|the|some"
    r"|so much|lots of|whole) (?:whole |lot of |entire |ton of )?"
    r"(?:series|book|comic|game|movie|film|living|fortune|money|calendar|career|collection|business|fortune|exhibition)\b"
    r"|(?:make|do|turn|print|put|get|frame|have|use) (?:this|it|that|these)(?: to be)? (?:(?:in|on)?to |as |on "
    r"|in )?(?:an? |my |the )?(?:big |huge )?(?:3d print\w*|print|vinyl|tattoo|mug|t-?shirt|shirt|hoodie"
    r"|plushie|plush|wallpaper|nft|series|movie|game|poster (?:already|now|asap)|book|pillow|phone case|calendar"
    r"|screensaver|pfp|profile pic|avatar|instagram|insta|facebook|tiktok|etsy|museum)\b|"
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
    r"|me\b|that(?:$| as| bot| ai)|it easy|notes|a bow)|have (?:an? (?:nice|good|great|look)|fun|you\b|mercy|i\b|we\b)"
    r"|do (?:you|i\b"
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
    r"|at (?:last|least|first|all)|from (?:hell|me\b|heaven)|as (?:is\b|it is|always|usual|expected|if\b|i (?:said|asked"
    r"|wanted))|out of this|for (?:real|sure|once)|better (?:than|now|luck|late|yet$|already|safe)|more (?:please"
    r"|pls|plz|of (?:this|these|it|them)|like (?:this|it|that|these)|than\b|pics|pictures|photos)|more$|less is|"
    r"closer to (?:what|the)|older than|bigger than|much better$|later$|way better|cooler than|nicer than|cuter than"
    r"|lower your|double (?:that|tap)|close to|fix your|get (?:a life|well|out\b|over|it\b|me\b|used|lost)|wash your"
    r"|light work|light years|colou?rs? (?:are|is|look)|cover (?:letter|art|me\b)|place (?:is|looks)"
)
_OBJECT = rf"(?:{WHOM}|{DETERMINER}|{POSSESSIVE}|{PART}|{COLOUR})\b"
CHANGE = re.compile(
    rf"(?:{VERBS}|{PHRASAL})\b(?! (?:is|are|was|looks)\b)|(?:{COMMON}) {_OBJECT}(?! (?:is|are|looks|was)\b)"
    r"|get (?:the|his|her|that|it|them|their|this|those|rid) .{1,30} ?(?:off|out|away|in there|down|up|back|closer)\b"
    rf"|make (?:[a-z]{{2,12}} ){{1,3}}(?:{MORE}|{COLOUR}|smile|laugh|cry|look|into|wear|hold|be|fly|jump|sit|stand"
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
ADDED = re.compile(
    r"(?:and|plus|also|maybe|then|with|oh and|and maybe|and also|or) (?:an?|some|another|two|three|lots of|many"
    r"|more) [a-z]"
)
"""Begins with something more for the picture."""
SPEAKS = re.compile(
    r".*\b(?:i|i'm|i'd|you|u|you're|youre|ur|we|they're|he's|she's|it's|that's|who|is|are|was|were|am|could|would"
    r"|looks?|feels?"
    r"|makes?|than)\b"
)
"""Has a subject or a verb of a sentence, which a look has not."""
LOOK = re.compile(
    rf"(?!{SPEAKS.pattern})(?:"
    rf"(?:(?:{SLIGHTLY}) )?(?:{MORE})\b(?! than\b| please$)|(?:not|isn't|aint) (?:so|that|as|quite as|quite so"
    rf"|too) (?:much [a-z]+|many [a-z]+|dark|bright|big|small|close|red|blue|green|yellow|saturated|blurry"
    rf"|colou?rful|realistic|cartoony|fat|old|young|long|short|serious|sad|angry)\b"
    r"|(?:without|w/o|minus|except for|instead of) [a-z]|no (?:more )?[a-z]{3,}(?: [a-z]{2,}){0,4}$|with (?:an?|the"
    r"|more|less|fewer|no|some|his|her|their|its|long|short|big|small|open|closed|two|three|lots|bright|dark|wings"
    r"|glasses|snow|rain|clouds|flowers|people|fireworks|better|out|different|[a-z]{3,12}(?:er|ing)?) ?"
    r"|(?:but |and )?(?:at|in|on|under|inside|behind|over|near|by|into|from|during|beside|through|outside|above"
    r"|against) (?:(?:an?|the|his|her|my|its|their|front|early|late|deep|bright|heavy|light|dark|full|pure|all"
    r"|outer|middle) ){0,3}[a-z][a-z'-]{1,16}(?: [a-z'-]{1,14}){0,5}$"
    r"|(?:an?|some|two|three|lots of|many|one more|another|more) (?:[\w'-]{2,14} ){1,4}(?:on|in|behind|under|over"
    r"|around|beside|near|next to|above|to|for|across|between|at|holding|wearing) (?:his|her|its|their|him|it|them"
    r"|my|me|the (?:background|left|right|back|front|corner|sky|middle|top|bottom|other|distance|foreground|side"
    r"|lake|water|wall|table|floor|ground|roof|tree|head))\b"
    r"|(?:extra|additional) [a-z]{4,12}$|as (?!if i\b|is\b|it is\b|you see)(?:an?|the|if) (?:[a-z'-]{1,14} ?){1,5}$"
    r"|as (?:kids|children"
    r"|adults|robots|aliens|babies|animals|cats|dogs"
    r"|zombies|vampires|superheroes)\b"
    r"|(?:wearing|holding|smiling|laughing|crying|sitting|standing|flying|running|dancing|jumping|sleeping|riding"
    r"|facing|looking (?:at|to|up|down|left|right|away|into|over|back|sad|happy)|carrying|eating|drinking|kissing"
    r"|waving|winking|frowning|lying|walking|swimming|reading|hugging|playing)\b(?! is| out loud| at my))"
)
"""A look without a verb, at the beginning of a clause. It may belong to the description of a new picture as well."""
SHAPED = re.compile(
    r"(?!(?:big|whole|such|total|good|bad|great|same|pure) (?:mood|vibes?|energy|time|deal|character|quality)\b)(?:"
    rf"(?:an? )?(?:(?:{MODIFIED}) ){{1,2}}(?:{PART})(?: (?:please|pls|plz|instead|now|too|maybe|thanks|on (?:him"
    rf"|her|it|me)|for (?:him|her|it)))*"
    rf"|(?:{COLOUR})(?: (?!is\b|are\b|looks?\b)[a-z]{{2,12}}){{1,2}}(?: (?:please|pls|plz|instead|now|too|maybe))?"
    rf"|(?:(?:the|his|her|its|their|my|a) )?(?:[a-z][a-z'-]{{1,12}} ){{1,4}}(?:{SLIGHTLY} )?(?:{MORE})(?: [a-z]{{3,"
    rf"12}})?(?: (?:please|pls|plz))?"
    rf"|(?:(?:the|his|her|its|their|my) )(?:[a-z][a-z'-]{{1,12}} ){{1,3}}(?:in (?:{COLOUR}|[a-z]{{3,12}}(?: \w+)?)"
    rf"|gone|off|on|open|closed|removed|out|away|up|down|to the (?:left|right|back|front)|with .{{2,30}}"
    rf"|without .{{2,30}}|instead.{{0,20}}|(?:{COLOUR})) ?(?:please|pls|plz)?"
    r"|(?:an? )?(?:[a-z'-]{2,14} ){0,4}(?:instead|this time)(?: (?:of .{1,40}|please|pls|plz))?"
    r"|(?:an? )?(?:[a-z'-]{2,14} ){1,3}(?:version|edition|themed|mode|filter)(?: (?:please|pls|plz|instead|of (?:it"
    r"|this)))?"
    rf"|(?:(?:the|his|her|my|its) )?(?:{PART}) (?:(?:in|to|should be|more|much) )?"
    rf"(?:{COLOUR}|{MORE})(?: (?:please|pls|plz|instead|now|too))*"
    rf"|(?:(?:both|all|his|her|its|the) )?(?:{PART}) (?:on|off|up|down|open|closed|gone|away|out)(?: (?:please|pls"
    rf"|plz))?|(?!all eyes|shame|crush"
    rf"|focus|i |he |she |it |im )(?:an? |the )?(?:[a-z][a-z'-]{{1,14}} ){{1,3}}on (?:him|her|it|me|them|his [a-z]+"
    rf"|her [a-z]+|the [a-z]+)(?: (?:please|pls|plz))?|(?:{COLOUR})(?: (?:please|pls|plz|instead|one))?"
    rf"|(?:(?:the|his|her|its|their|my) )?[a-z]{{2,14}} ?(?:->|=>|to) (?:an? )?[a-z]{{2,14}}"
    r"|(?:portrait|landscape|vertical|horizontal|wide|square|full ?body|close ?up|closeup|profile|top down"
    r"|bird'?s eye)(?: (?:view|shot|orientation|format|mode|version|please|pls|plz|instead|angle|from \w+))*"
    r"|(?:(?:full|half) ?(?:body|length)|bald|barefoot|shirtless|hd|4k|8k|high res|hi ?res|higher res|hq"
    r"|no background|no bg)(?: (?:please|pls|plz|version))*)"
)

DEFECT = re.compile(
    r"(?:the|his|her|its) [a-z]{2,12}'s (?:crooked|off|wrong|missing|blurry|cut off|tilted|upside down|backwards|uneven"
    r"|gone)$|"
    rf"(?:the|his|her|its) (?:[a-z]{{2,12}} ){{1,2}}(?:is|are|looks?) (?:way |a bit |still "
    rf"|just )?too (?:{TOO})(?: (?:to|from|in|on|at|for|under|behind) (?!me\b|be\b|handle)[a-z].{{2,24}})?$|"
    r"[a-z][a-z '-]{2,40} (?:is|are) (?:missing|cut off|upside down|backwards|mirrored|misspelled|misspelt"
    r"|the wrong (?:colou?r|way|size|shape|side))$|"
    rf"(?:the|his|her|its|their) (?:{PART})(?: (?:is|are|looks?|seems?|feels?))? (?:a (?:tiny |little )?bit|a (?:little"
    rf"|tad|touch)|slightly|somewhat|rather|way) (?:{TOO})(?: (?:for|imo|tho|still|now).{{0,20}})?|"
    r"(?:(?:he|she|it|the [a-z]{2,12}|her [a-z]{2,12}|his [a-z]{2,12})(?:'s|s| is| are)? )?missing (?:an?|the|his|her"
    r"|its|some|one|my) (?!point|mark|boat|old|good)[a-z].{0,20}|"
    r"(?:(?:it|this|that|(?:lighting|light|contrast|colou?rs?|background|hair|skin|sky|text|eyes|face)|the [a-z]{2,12}"
    r"|his [a-z]{2,12}|her [a-z]{2,12}|he|she)(?:'s| is| are| looks?"
    r"| look)? )?(?:(?:a bit|a little|way|far|kinda|still|just|all|slightly|maybe|much) ){0,2}too "
    rf"(?:{TOO}|(?!(?:{FEELING}|good|cute|real|much|late|easy|right|true|old|tired|kind"
    rf"|far)\b)[a-z]{{3,12}})(?: (?:for me|imo|now|here|tho|though|still|in the .{{2,20}}|on the .{{2,20}}|for (?:a|an"
    rf"|the|my"
    rf"|this) .{{2,20}}))*"
    r"|(?:wrong|missing) (?!one$|answer|person|guy|way)[a-z]{3,12}|(?:the|his|her|its) (?:[a-z]{2,12} ){1,3}(?:is|are"
    r"|looks?) (?:(?:slightly|a bit|a little|kinda|kind of|all|way|still|really|so) )?(?:wrong|off|crooked|uneven"
    r"|tilted|stretched|squished|pixelated|cropped|overexposed|underexposed|washed out|missing|cut off|cut|blurry"
    r"|broken|messed up|distorted|misspelled|backwards|upside down)"
    r"|(?:(?:it|he|she|the [a-z]{2,12}) )?(?:has|have|got) (?:\w+ ){0,2}(?:three|four|six|seven|eight|extra|too many"
    r"|no|two|3|4|6|7) (?:extra )?(?:fingers|hands|arms|legs|eyes|heads|toes|tails|ears|thumbs)"
    r"|(?:six|seven|7|6|extra|three|too many) (?:fingers|hands|arms|legs|toes)|(?:spelling|text|typo|letters?) (?:is"
    r"|are) (?:wrong|off)|typo in .{2,20}"
)
"""What is wrong with the picture, and could be put right."""
