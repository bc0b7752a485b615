"""Patterns of English clauses that ask about a picture, or speak about it. Matched at the beginning of a clause."""

from __future__ import annotations

from bot.grammar import lazy_re as re
from bot.grammar.replies.english_words import FEELING, PART, TOO

ASKING = re.compile(
    r"(?:why (?!am i (?:cry|laugh|scream|sob|so|like|even|hungry|scared|crying))|who|whose|where|when|which"
    r"|how (?!about|bout)|whats|what's|what (?!an?\b|if\b|about\b|bout\b)|wheres|hows|whys|whos|why'?d|how'?d"
    r"|where'?d|who'?d|what'?d|who'?s|is (?:it|this|that|he|she|there|the|her|his|any)\b|are (?:you|they|these|those"
    r"|we|there|the)\b|was (?:it|this|that|the|he|she)\b|were (?:they|you|the)\b|am i\b|do (?:you|i|we|they|u)\b"
    r"|does(?! not)\b|did(?! not)\b|has (?:it|this|he|she|the|anyone)\b|have (?:you|they|we|i)\b|should (?:i|we|it"
    r"|this|the|she"
    r"|he)\b|shall\b|may i\b|can (?:i|you|u|we|it|this|that|they|someone|anyone)\b|could (?:i|you|we|it|this|that)\b"
    r"|would (?:it|this|you|that)\b|will (?:it|this|you|that|there|the|he|she|they|my|i|we|u)\b|(?:isn't|isnt|wasn't"
    r"|wasnt|aren't|arent) (?:it|this|that|he|she|they|there|the|you|her|his)\b"
    r"|didn't (?:you|i)\b|don't (?:you|they)\b|doesn't (?:it|this|he|she)\b|won't (?:it|this)\b|prompt$"
    r"|prompts?\b.{0,12}$|seed$|model$|source$|link$|sauce$|wdym|anyone know|any idea|does anyone|care to"
    r"|mind (?:telling|sharing|explaining)|tell me|explain|describe (?:it|this)"
    r"|(?:wait|so|and|but|ok|um+|hey|yo|bro|dude|lol|hmm+|omg) (?:why|who|where|when|which|how (?!about)|what(?! if"
    r"| about| an?)|is (?:it|this|that|he|she)|are (?:you|they)|did (?:you|it)|do (?:you|i)))\b"
)
RHETORICAL = re.compile(
    r"(?:(?:ok(?:ay)?|lo+l|lmf?ao|omg|wait|bro|dude|wow|haha\w*|but|and|so) ){0,3}(?:where have you been"
    r"|what have (?:you|u|i|we) (?:done|made|become|created)|(?:are"
    r"|r) (?:you|u) (?:kidding|serious|joking|for real|insane)"
    r"|(?:who|what on earth) (?:made|did|let|gave|allowed|hurt|invited|hired) (?:this|him|her|you|it"
    r"|that)(?: \w+)?(?: (?:lo+l"
    r"|lmao|(?:ha)+h?))?$(?<!made this)|(?:ok(?:ay)?|lol) who made this"
    r"|how dare|how (?:is|are|can|could) (?:this|it|you|that|an? \w+) (?:even |be )?(?:real|possible|this|so|that)(?: \w+)?$"
    r"|what (?:did i just|am i (?:even )?(?:looking at|seeing)|is this (?:sorcery|magic|witchcraft|madness)"
    r"|in the world|on earth)"
    rf"|why (?:is|are) (?:this|he|she|it|they|that|the \w+)(?: \w+)? so (?!(?:{TOO})\b)(?:\w+ )?\w+$|(?:is"
    rf"|am) (?:this real life|i dreaming|i the only one)"
    r"|(?:ew+|ugh+|omg|bro|no) why$|can (?:we|i) (?:just |please )?(?:talk about|appreciate|marry|pet|hug|be honest)"
    r"|who needs |what more (?:can"
    r"|could) |what'?s not to )"
)
"""In the form of a question, but nobody is asked."""
IDIOM = re.compile(
    r"(?:jaws? (?:on|hit|dropp)|(?:cherry|icing) on|head over heels|pants on fire|same (?:energy|vibes?|face|mood"
    r"|reaction|look|expression) as|put a ring on it|(?:so )?(?:into|onto|on|at|over|with|in|about) (?:it|this|that|me"
    r"|you|us)$|let (?:that"
    r"|it) sink in|cut the crap|change my mind|turn (?:it|that) up|turn down for what"
    r"|(?:like|as) an? (?:boss|dream|pro|charm|champ|glove|king|queen|gentleman|sir)"
    r"|from (?:the bottom of )?my heart|no (?:soul|life|spirit|heart|emotion|personality|depth|taste|class|sense"
    r"|charm|vibe|thoughts|cap)|under ?rated|over ?rated|try me|hold my beer"
    r"|get in my belly|take my money|shut up and|zoom in and|fix my life|older me|younger me|future me"
    r"|add (?:this|it|that|her|him) to (?:the|my) (?:list|collection|cart|favou?rites|wishlist|playlist)|use (?:this"
    r"|it) (?:everywhere|daily|all the time)|keep (?:it|them|these) coming|remove (?:this|that|the) (?:man|woman|guy) from"
    r"|give (?:me|us) (?:ten|a hundred|a million|a dozen|all|\d+) of (?:these|them|those)|(?:smooth|clean|clear|warm"
    r"|cool|sharp|balance|blend|pop|light|polish|match|mix|point|lean|trim)$|light(?:en)? up (?:everyone|people)"
    r"|paint (?:me|us) |colou?r me |draw your own|hang in there|keep (?:calm|going|it up|it real|on)|drop the mic"
    r"|mic drop|raise the (?:bar|roof)|set the (?:bar|mood|world)|hit the|push (?:it|the) (?:limits|real good)"
    r"|turn(?:s|ed)? (?:heads|me on|my|the page|the tables)|break the internet|make (?:love|history|peace|way|waves"
    r"|sense)|(?:give|take) (?:credit|it easy|it or leave it)|let (?:him|her|them|it|me) (?:cook|live|be|go|in)$"
    r"|move over|step aside|clear (?:winner|eyes)|age (?:like|well)|grow up|cut to the chase|close your eyes"
    r"|open your eyes|cover your|wrap it up|switch off|stick to|hide (?:yo|your) (?:kids|wife)|save (?:some|the)"
    r"|show off|add (?:insult|fuel))\b"
)
"""Says something else than its words."""
REACTION = re.compile(
    r"(?:ten|nine|eight|\d{1,3}) (?:out of|outta) ten|\d{1,3} (?:out of|outta|over) \d{1,3}|(?:me+o+w+|woof|wel+p|whelp"
    r"|phew+|she+sh|gosh|geez|jeez|mwah|rawr+|boop"
    r"|tada|voila|yeet|eek|eww*|huzzah|hurrah|bingo|touche|word|periodt?|purr+)"
    r"|"
    r"awesome ?sauce|weak sauce|no (?:complaints?|regrets|explanation|context|chill|mercy|sleep|wonder|surprise|hate"
    r"|disrespect|shame|choice|hope|limits|rules|sense|lies|bs|joking|flaws?|mistakes?|criticism|changes(?: needed)?"
    r"|edits needed|further questions)(?: .{1,20})?$|"
    rf"(?:the|that|those|his|her|them|these|this) (?:{PART}|details?|drama|energy|vibes?|look|way|audacity|attitude"
    rf"|confidence|shading|composition|quality|little \w+)$|"
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
    r"(?:(?:aw+w|(?:ha){2,8}h?|lo+l|lmf?ao|omg|wow|oh|ooh+|yes+|damn|god|man|bro|dude|look at|just look at|check out"
    r"|love how) ){1,3}"
    r"(?:the|his|her|that|those|its|their|this|these|him|it|them)\b|"
    r"(?!an? |the same|one |two |three |\d+ [a-z])(?:[\w'-]{1,16} ){1,8}(?:omg|lo+l|lmf?ao|tho|though|wow|af|ngl|fr"
    r"|rn|(?:ha)+h?|xd|smh|istg|bro|man|dude|damn|tbh|imo|bruh|asf)$|\d{1,3}(?:/| out of )10{1,2}\b|(?:my|his|her"
    r"|the|those|these) (?:[a-z']{2,14} ){1,2}(?:[a-z]{2,9}ed|pops?|slaps?|rocks?|hits?|shines?|glows?|stands? out"
    r"|shook|broke|fell|hurts?|explode[sd]?|sings?|speaks?|says? it all|wins?|rules?)\b|would (?!you|it|he|she|they)"
    r"|(?:truly|genuinely|clearly|apparently|surely|welp|time to|exactly|precisely|just what|that is|i|i'm|im|i've|ive"
    r"|i'll|ill|i'd|we|we're|this|that|that's|thats|it|it's"
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

_FELT = re.compile(rf"(?:[\w'-]{{1,16}} ){{0,5}}(?:{FEELING})\b")
# Words that a description of a picture hardly has: somebody speaks.
_SPEAKING = re.compile(
    r"(?:her|his|their|its|that|those|these|this|your|ur|our) [a-z]|(?:imma|ima|finna|need|needs|wanna|gonna|gotta"
    r"|tryna|want|brb"
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
    r"(?:imma|ima|finna|need|needs|wanna|gonna|gotta|tryna|want|brb|lost|straight|guess|bet|hope|hoping|feel|feeling"
    r"|felt|think"
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
