"""Which words swear, in English and Welsh: whole words, so that no place and no name is caught by its letters. Pure.

A keeper adds words of their own, and takes some away, on the page of the house voice.
"""

_SWEARING = """
fuck fucks fucked fucker fuckers fuckin fucking fuckface fuckwit fuckwits fuckup fuckups fuckery fuckers fuckall fuckoff unfuck
motherfucker motherfuckers motherfucking clusterfuck clusterfucks headfuck mindfuck fck fcking fkn fuk fuks fukin fuking fook fooking
feck fecking fecker effing effin frigging friggin
shit shits shite shites shitted shitter shitting shitty shithead shitheads shithole shitholes shitshow shitstorm shitstain shithouse
bullshit bullshitter bullshitting horseshit dogshit batshit gobshite gobshites dipshit apeshit
cunt cunts cunty cunting
twat twats twatted twatting
wank wanks wanked wanker wankers wanking wanky wankstain
bollock bollocks bollocked bollocking bollox bollix
bastard bastards bastarding
arse arses arsed arsehole arseholes arsewipe arsing smartarse smartarses arseache
asshole assholes dumbass dumbasses asshat jackass smartass
piss pissed pisses pisser pissers pissing pisshead pissheads pisstake pissup pissy
crap craps crappy crapped crapping crapola
bugger buggered buggering buggers buggerall buggeroff
bloody bloodyhell
sodding sodoff
bitch bitches bitchy bitching bitched
slut sluts slutty whore whores
dick dicks dickhead dickheads dickish knobhead knobheads bellend bellends cocksucker cocksuckers cockwomble tosspot tosspots
shagged shagging shagger minger minging
goddamn goddamned goddamnit goddammit dammit
wtf stfu gtfo ffs omfg lmfao fml mofo mofos
nigger niggers nigga niggas paki pakis wog wogs gyppo gyppos pikey pikeys tranny trannies retard retards retarded spaz spastics
cach cachu cachi cachgi cachgwn cachlyd ffwc ffwcio ffwcin ffwcia ffwciwr ffyc ffycin ffycio ffycing ffacin diawled blydi bastad bastads
basdad basdads pidlen cnychu hwren pisho pisio
kurwa merde scheisse putain mierda cazzo
"""
SWEARING = frozenset(_SWEARING.split())
_MILD = "damn damned darn heck prick pricks git gits ass asses shag shags tosser tossers cock ballsup diawl uffern uffernol rhechu"
MILD = frozenset(_MILD.split())
# Several words together; and letters that no other word holds, as hashtags run words together.
PHRASES = (
    r"(?r)(?:what|who|where|why|how|go to|for|as|like|bloody|oh|to|of) (?:the )?hell(?! fire)\b",  # from its end, which is rarer
    r"\bsod (?:off|all|this|that|it|them)\b",
    r"\bbugger (?:off|all)\b",
    r"\btwll (?:dy|eu|ei) din\b",
    r"\bcoc oen\b",
    r"\bdos i grafu\b|\bcer i grafu\b",
    r"\bbe uffern\b|\bmyn (?:uffern|diain|diawl) i\b",
    r"\b(?:place|burn|rot) in hell\b",
    r"\bson of a b\b|\ba hole\b",
)
ANYWHERE = ("fuck", "bollock", "wanker", "bullshit", "arsehole", "dickhead", "shitshow", "cunts", "ffwcio", "ffycin")
# What follows a capital letter in the name of a place, a day or a drink: Cock Lane, Shag Point, Bloody Sunday.
_NAMED = """
lane road street hill close court way drive avenue farm wood woods bridge point island bank marsh moor green field house hall cottage
inn tavern arms head heads tap tor beck burn brook dale common corner end row yard gate ness rock rocks
sunday saturday monday tuesday mary foreland assizes code tower
"""
NAMED = frozenset(_NAMED.split())
NAMES = frozenset({"dick", "dicks"})  # of people, with a capital letter
# What swears elsewhere, and does not after, or before, these words.
_ORDINARY = "spotted|dick moby|dick philip|dick private|dick clinical|dick weather|cock stop|cock pin|prick finger|prick blue|tit game|cock"
ORDINARY = frozenset(_ORDINARY.split())
_ORDINARY_AFTER = "prick|test prick|testing cock|crow cock|a-leekie bloody|diarrhoea bloody|stools bloody|mary shag|pile"
ORDINARY_AFTER = frozenset(_ORDINARY_AFTER.split())
