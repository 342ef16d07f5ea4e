"""Words that tell how something is said: rudely, as to a friend, loudly, or as announcements always have. Pure."""

_RUDE = """
idiot idiots idiotic moron morons moronic imbecile imbeciles cretin cretins numpty numpties pillock pillocks plonker plonkers prat prats
twit twits muppet muppets scum scumbag scumbags liar liars arrogant pathetic stupid incompetent hypocrite hypocrites hypocrisy cowards
coward clown clowns crook crooks wazzock nutter nutters weirdo weirdos loser losers perv pervs twerp halfwit halfwits nonce nonces
cockwombles gormless clueless spineless troll trolls petty dimwit dimwits jobsworth jobsworths tosspots snowflake snowflakes laughable
despise loathe twisters twpsyn ffŵl hurtyn sglyfath
"""
RUDE = frozenset(_RUDE.split())
# What announcements say too, of fly-tipping for example: half as much.
_HARSH = "thick useless hate hates hated stinks stank stinking smelly ugly disgusting offensive ridiculous shameful disgraceful shambles"
HARSH = frozenset(_HARSH.split())
RUDE_PHRASES = (
    r"\btruth.?twisters?\b",
    r"\bshut (?:up|your|it)\b",
    r"\bget a (?:life|grip)\b|\bshut your (?:face|mouth|gob|trap)\b|\b(?:closed|small|narrow)(?:-| little |-)?mind(?:ed)?\b",
    r"\bsick (?:and tired )?of\b(?! (?:covid|the flu))",
    r"\bcan'?t stand\b",
    r"\bwhat a (?:joke|shambles|disgrace|load of)\b",
    r"\bwaste of (?:space|skin|oxygen)\b",
    r"\bcau dy geg\b",
)
# As one types to a friend.
_CASUAL = """
lol lmao rofl roflmao pmsl omg omgggg tbh imo imho idk ngl smh ikr fomo yolo gonna wanna gotta dunno innit aint ain't cos coz tho ur u
b4 gr8 m8 l8 l8r l8rs 2nite 2moro 2day thx plz pls soz haha hahaha hahahaha hehe hehehe heh yeah yep yup nah nope ugh ugggh urgh meh
argh aargh grr grrr eek yikes dude mate mates babe bestie fam knackered hungover hangover trollied drunk tipsy boozy bevvies bevvy gma
gpa fave literally deffo defo totes jks lmk irl wtaf bc hiya xx xxx xxxx honestly reckon bloke blokes chaps daft waffle chuffed legit
lowkey
"""
CASUAL = frozenset(_CASUAL.split())
CASUAL_SIGNS = frozenset("😂🤣🙄😭🤦🥴🤮🤢🍻🍺🍷🍸😏😈🥱😤😡🤬🖕💩💀😜😝🤪😬")
CASUAL_PHRASES = (
    r"\b\d ?(?:b|u|me) (?:bad|good|ok|true|late)\b|\b2 ?b\b(?= (?:bad|good|ok|true|late|or|in|at|a|the))",
    r"\b(?:can't|cannot|cant) (?:even|wait to get (?:home|drunk))\b",
    r"\bmind you\b|\bis it (?:just )?me or\b|\bsick to death\b|\bfor a laugh\b|\bsaid nobody ever\b|\bcome and \w+ (?:\w+ )?with me\b",
    r"\bthank (?:god|christ)\b|\bfriday feeling\b|\bcan'?t wait (?:to|for)\b(?=.*\b(?:bed|pub|gin|wine|home)\b)",
    r"\bgo home already\b|\bin bed\b(?=.*\blol\b)",
    r"\b(?:day off|bank holiday) (?:yay|woo)\b",
    r"(?<!\w)x+$",
)
DRINKING = (
    r"\bwhen we drink\b|\bget(?:ting)? (?:drunk|pissed|wasted|smashed|hammered|trollied)\b",
    r"#gett?i?n?g?(?:drunk|wasted|smashed|hammered|trollied|slizz)\w*",
)
# An answer in the house voice holds one of these at least: it speaks as several, greets, thanks, asks nicely, or says where to turn.
_OF_THE_HOUSE = """
we we're we've we'll we'd us our ours hi hello dear thank thanks please sorry glad welcome yes lovely great good well done congratulations
kind morning afternoon evening pass team happy pleased link here details dm message call email report
ni ein diolch helo shwmae bore prynhawn noswaith croeso ddrwg gennym rydyn rydym byddwn fe gallwch os
"""
OF_THE_HOUSE = frozenset(_OF_THE_HOUSE.split())
# Capital letters that announcements have always had; nobody shouts with them.
_ANNOUNCING = """
alert warning warnings flood floods flooding weather red amber yellow severe danger closed closure closures open reopened now road roads
school schools update updates updated urgent important reminder remember please note notice new news free today tonight tomorrow
yesterday live last chance final call day days week weeks left only this that your you vote deadline job jobs vacancy vacancies apply
book here more info event events cancelled postponed moved missing appeal breaking correction scam fraud thank thanks breakfast not
do don't and the for with from are is have has all we our can will be stay safe home away clear ended over live need know before after
until end ends here's what's coming soon save date diary watch read listen share help wanted volunteers sold full place places spaces
available extended date time change changes power water gas services service delays delay expect bins bin collection collections day
snow ice wind storm high heat health monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december bank holiday half term easter christmas rhybudd ar gau agored am ddim heddiw yfory newydd
pwysig nodyn atgoffa diweddariad llifogydd ffordd ysgol diolch swydd swyddi
"""
ANNOUNCING = frozenset(_ANNOUNCING.split())
# Short words that nobody writes in capitals but to be heard.
_LOUD = (
    "so such very much love hate never ever best worst omg wow yes no why how who what again still even just lads come get can't wait like"
)
LOUD = frozenset(_LOUD.split())
# What makes an answer a rebuke, together with a question or a "you".
REBUKES = r"n['’]t\b|\b(?:not|no|never|none|nobody|nothing|better|worse|than|ddim|dim|byth)\b"
# Whoever warns of these does so at any hour.
EMERGENCIES = (
    r"\b(?:floods?|flooding|storms?|gales?|ice|icy|snow|gritters?|fires?|smoke|gas|power|water|police|ambulance|missing|warnings?|alerts?|closed|"
    r"evacuat\w+|rest centre|rhybudd|llifogydd|storm|eira|rhew|tân|ar gau|ar goll)\b"
)
