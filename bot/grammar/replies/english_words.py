"""Words of English replies under a picture, as alternatives of patterns. Everything is lower case."""

from __future__ import annotations

# --- verbs that change a picture

VERBS = (
    "blacken|fatten|roughen|moisten|steepen|harden|slenderi[sz]e|animate it|add|remove|delete|erase|replace|swap|crop"
    "|uncrop|rotate|flip|mirror|blur|unblur|sharpen|brighten|darken|lighten|enlarge"
    "|shrink|upscale|enhance|colou?rize|colou?rise|recolou?r|retouch|photoshop|desaturate|saturate|denoise|zoom|widen"
    "|straighten|resize|insert|exclude|adjust|tweak|soften|smooth|smoothen|reposition|redraw|repaint|outpaint|inpaint"
    "|restore"
    "|reduce|increase|decrease|extend|expand|simplify|exaggerate|emphasi[sz]e|convert|transform|fade|tint|dye|shave|invert"
    "|pixelate|censor|relight|reshape|rewrite|undo the|modify|correct|improve|beautify|strip|trim|lengthen|shorten|thicken"
    "|highlight|vectori[sz]e|rm|whiten|redden|flatten|tighten|loosen|deepen|broaden|strengthen|weaken|dampen"
    "|unwrinkle|declutter|defog|dehaze|depixelate|unzoom|recrop|recenter|re-?do the"
)
"""What follows does not matter."""
PHRASAL = (
    "get closer to|come closer|paint over|draw over|write over|patch up|touch up|fill up|cover up|get rid of"
    "|take (?:out|off|away)|cut out"
    "|cut off|clean up|clear up|tone down|tone up|tone it|dial (?:up|down|back)"
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
COMMON = (
    "wipe|scrape|scrub|peel|reflect|project|illuminate|submerge|empty|clear|dim|boost|warm|cool|round|level|fluff|tidy"
    "|dry|wet|freeze|burn"
    "|break|crack|sink|float|roll|comb|raise"
    "|fold|trim|shade|outline|dust|smooth|curve|bold|mute"
    "|make|change|turn|give|put|place|move|set|keep|let|leave|have|use|try|cut|hide|cover|lose|ditch|fix|fill|open"
    "|close|raise"
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
WHOM = "it|this|that|these|those|them|him|her|me|us|everyone|everybody|everything|both|one|all|each"
DETERMINER = (
    r"the|an?|his|her|its|their|my|our|some|any|more|less|fewer|another|every|both|this|that|these|those|two|three"
    r"|four|five|six"
    r"|seven|eight|nine|ten|\d{1,3}|few|lots|extra|no|only|just|slightly"
)
COLOUR = (
    "red|orange|yellow|green|blue|purple|pink|brown|black|white|gr[ae]y|golden|gold|silver|teal|turquoise|navy|beige"
    "|violet|magenta"
    "|cyan|maroon|cream|pastel|neon|rainbow|blond|blonde|ginger|brunette|platinum|crimson|scarlet|lavender|mint"
    "|emerald|indigo"
    "|copper|bronze|peach|olive|lilac|charcoal|ivory|tan|burgundy|(?:dark|light|bright|pale|deep|hot|baby|sky) [a-z]{3,8}"
)
PART = (
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
SLIGHTLY = (
    r"(?:(?:just )?(?:an? )?(?:tiny |wee |little )?(?:bit|little|lot|touch|tad|smidge|notch)|much|way|far|slightly"
    r"|even|somewhat"
    r"|a few shades|two shades|kinda|still|any)"
)
POSSESSIVE = r"[a-z]{2,12}'s"
MODIFIED = (
    rf"(?:{COLOUR}|long|short|curly|straight|wavy|messy|big|huge|small|tiny|open|closed|shut|dark|light|bright"
    rf"|blurry|blurred|plain|empty|clean|cloudy|clear|stormy|starry|snowy|rainy|sunny|foggy|transparent|different"
    rf"|new|other|another|older|full|half|round|square|thick|thin|wide|narrow|wooden|sharp|soft|warm|cold|natural"
    rf"|dramatic|moody|colou?rful|solid|simple|extra|bald|angry|happy|sad|smiling)"
)
FEELING = (
    "classic|gold|boss|pass|magic|magical|wizardry|sorcery|banger|certified|masterclass|winner|hype|gem|treasure"
    "|amazing|insane|cinema|vibes?"
    "|vibing|energy|cursed|blessed"
    "|poor|hilarious|beauty|perfection|goals|slay|iconic"
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
