"""Words that tell how something is said: rudely, as to a friend, loudly, or as announcements always have. Pure."""

_RUDE = """
idiot idiots idiotic moron morons moronic imbecile imbeciles cretin cretins numpty numpties pillock pillocks plonker plonkers prat prats
twit twits muppet muppets scum scumbag scumbags liar liars hypocrite hypocrites hypocrisy coward cowards clown clowns crook crooks
wazzock nutter nutters weirdo weirdos loser losers perv pervs twerp halfwit halfwits dimwit dimwits nitwit nitwits nonce nonces
jobsworth jobsworths snowflake snowflakes bigot bigots snob snobs charlatan charlatans buffoon buffoons
arrogant pathetic stupid incompetent gormless clueless brainless spineless gutless heartless shameless pompous smug petty bigoted
hypocritical dishonest cowardly greedy sneering patronising condescending odious obnoxious insufferable deluded delusional ignorant
despicable contemptible laughable daft cringe cringeworthy despise despises loathe loathes detest detests twpsyn twp ffwl hurtyn
sglyfath diog celwyddgi cachgwn
"""
RUDE = frozenset(_RUDE.split())
# At the end of a hashtag in small letters: #sorelosers, but not #onestepcloser, #themuppets or #noelcoward.
RUN_ON = r"idiots?|morons?|(?<!c)losers?|hypocrites?|scumbags?|pathetic"
# What announcements say too, of fly-tipping for example: half as much.
_HARSH = "thick useless hate hates hated stinks stank stinking smelly ugly disgusting offensive ridiculous shameful disgraceful shambles"
HARSH = frozenset(_HARSH.split())
RUDE_PHRASES = (
    r"\bshut (?:up|it|your \w+)\b|\bget (?:lost|stuffed|a (?:life|grip))\b",
    r"\b(?:narrow|small|simple|closed?|bloody)[- ]minded\b|\btwo[- ]faced\b|\bbone[- ]idle\b",
    r"\bsick (?:and tired )?of\b|\bfed up (?:of|with)\b|\bcan['’]?t stand\b",
    r"\bwhat a (?:joke|shambles|disgrace|load of|bunch of|waste)\b|\bwaste of (?:space|skin|oxygen)\b",
    r"\bcau dy geg\b",
    # Whoever suffers is taunted.
    r"(?<!n['’]t |not |never )\blet (?:them|him|her|['’]em) (?:all )?"
    r"(?:cry|weep|whine|whinge|moan|sulk|squeal|suffer|starve|beg|rot(?! down))\b",
    r"\b(?:cry|whine|whinge|moan|sulk) (?:about it|harder|some more|me a river|(?:your|their) (?:heart|eye)s? out)\b",
    r"\bboo[- ]hoo\b|\bdiddums\b|\bserves? (?:you|them|him|her) right\b|\bstay mad\b",
)
# In front of one of these a word weighs more: nobody announces that something is "so petty".
MORE = r"(?:so|such an?|too|utterly|absolutely|completely|totally|really|truly|how|what an?|mor)"
# As one types to a friend.
_CASUAL = """
lol lmao rofl roflmao pmsl omg tbh imo imho idk ngl smh ikr fomo yolo gonna wanna gotta dunno innit aint ain't cos coz tho ur u b4 gr8
m8 l8 l8r 2nite 2moro 2day thx plz pls soz haha hahaha hahahaha hehe hehehe heh yeah yep yup nah nope ugh urgh meh argh grr eek yikes
dude mate mates babe bestie fam knackered hungover hangover drunk tipsy boozy bevvy bevvies fave literally honestly deffo defo
totes jks lmk irl wtaf bc hiya xx xxx xxxx reckon bloke blokes chap chaps chuffed legit lowkey kinda sorta gotcha telly
hubby missus nowt owt summat
"""
CASUAL = frozenset(_CASUAL.split())
CASUAL_SIGNS = frozenset("😂🤣🙄😭🤦🥴🤮🤢🍻🍺🍷🍸😏😈🥱😤😡🤬🖕💩💀😜😝🤪😬")
CASUAL_PHRASES = (
    r"\bthank (?:god|christ)\b|\boh my god\b|\bfor (?:god|christ|crying out loud|heaven)['’]?s?\b(?! (?:house|love|children))",
    r"(?<=^ {0,9}|[.!?,:] )go on,? then\b|^overheard:|\b(?:pack|jack)(?:ed|ing)? it in(?=[.,!?…”\"]|$)",
    r"\bno idea\b|\bto be (?:fair|honest)\b|\bjust saying\b|\bsort of\b|\bkind of (?:like|love|hate)\b",
    r"(?<!\w)x+$",
    r"\w{1,30}+(?:\.{2,}|…) ?\p{Ll}{1,30}",  # dots between half sentences
)
# Of getting drunk, in words or in a hashtag, no house ever speaks.
DRUNK = "drunk|hammered|wasted|smashed|pissed|plastered|trollied|legless|sozzled|tipsy|bladdered|sloshed|wrecked|wankered"
DRINKING = rf"\b(?:get|gets|getting|gettin|got|am|i['’]m|we['’]re|so|absolutely) ?(?:{DRUNK})\b"
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
_LOUD = "so such very much love hate never ever best worst omg wow yes no why how who what again still even just lads come get can't wait"
LOUD = frozenset(_LOUD.split())
# What makes an answer a rebuke, together with a question or a "you".
REBUKES = r"n['’]t\b|\b(?:not|no|never|none|nobody|nothing|better|worse|than|ddim|dim|byth)\b"
# Whoever warns of these does so at any hour.
EMERGENCIES = (
    r"\b(?:floods?|flooding|storms?|gales?|ice|icy|snow|gritters?|fires?|smoke|gas|power|water|police|ambulance|missing|warnings?|alerts?|closed|"
    r"evacuat\w+|rest centre|rhybudd|llifogydd|storm|eira|rhew|tân|ar gau|ar goll)\b"
)
# What somebody who signs by name may be.
OFFICES = (
    "manager|chair|chairman|chairwoman|clerk|editor|reporter|mayor|councillor|trustee|volunteer|co-?ordinator|director|officer|leader|"
    "secretary|treasurer|warden|librarian|curator|headteacher|teacher|rheolwr|rheolwraig|clerc|maer|golygydd|ysgrifennydd|trysorydd|cadeirydd"
)
# Greetings, and what a house tells its readers with one word at the end: whole posts, though neither is a sentence.
SHORTLY = (
    r"(?:merry|happy|good|welcome|hello|thanks?|congratulations|well done|season['’]s|nadolig|blwyddyn|pen-?blwydd|dydd|bore|croeso|diolch"
    r"|llongyfarchiadau|shwmae)\b.*|.*\b(?:closed|open|reopened|cancelled|postponed|delayed|full|ended|ar gau|ar agor)"
)
