"""Parties and politicians of the United Kingdom, and the words that go with them, in English and Welsh: one list, a line each. Pure.

`Name`: as it is written. `~name`: in small letters too. Words of an organisation's own are added on the page of its house voice.
The list is of November 2026; a name that is missing costs one reason that is not said.
"""

PARTIES = {
    "labour": "~labour party; Labour; ~vote labour; ~new labour; ~blairite; ~blairites; ~corbynista; ~corbynistas; Llafur; ~plaid lafur",
    "conservative": "Conservative; Conservatives; ~tory; ~tories; ~conservative party; ~torïaid; Ceidwadwyr; Ceidwadol; ~thatcherite",
    "liberal democrat": "~lib dem; ~lib dems; ~liberal democrat; ~liberal democrats; ~libdem; ~libdems; ~democratiaid rhyddfrydol",
    "green": "~green party; ~vote green; ~the green councillors; ~y blaid werdd",
    "reform": "~reform uk; ~reform party; ~reformuk; ~vote reform; Reform have; Reform are; Reform voters; ~brexit party; ~plaid brexit",
    "plaid cymru": "~plaid cymru; Plaid",
    "snp": "SNP; ~scottish national party; ~alba party",
    "ukip": "~ukip; ~bnp; ~edl; ~britain first; ~restore britain; ~advance uk",
    "northern irish": "DUP; ~sinn féin; ~sinn fein; SDLP; UUP; TUV; ~democratic unionist; ~ulster unionist",
}
POLITICIANS = """
~keir starmer; ~starmer; ~sir keir; ~sir keir starmer; Rachel Reeves; Angela Rayner; Wes Streeting; ~streeting; David Lammy; ~lammy;
Yvette Cooper; Ed Miliband; ~miliband; Shabana Mahmood; Bridget Phillipson; Andy Burnham; Sadiq Khan; Lucy Powell; Pat McFadden;
Lisa Nandy; ~corbyn; Zarah Sultana; Diane Abbott; George Galloway; Tony Blair; Gordon Brown; John Prescott; Harriet Harman;
~kemi badenoch; ~badenoch; Robert Jenrick; ~jenrick; Rishi Sunak; ~sunak; Liz Truss; Truss; ~boris johnson; Boris; ~bojo; Theresa May;
David Cameron; George Osborne; Michael Gove; Gove; Jacob Rees-Mogg; ~rees-mogg; ~rees mogg; Priti Patel; Suella Braverman; ~braverman;
Jeremy Hunt; Matt Hancock; Dominic Cummings; Dominic Raab; ~raab; Sajid Javid; Nadine Dorries; Gavin Williamson; Grant Shapps;
Iain Duncan Smith; Margaret Thatcher; ~thatcher; Eric Pickles; Chris Grayling; Amber Rudd; Ann Widdecombe; Nick Clegg; Ed Davey;
Tim Farron; Jo Swinson; ~farage; Richard Tice; Lee Anderson; Zia Yusuf; Rupert Lowe; Zack Polanski; ~polanski; Carla Denyer;
Adrian Ramsay; Caroline Lucas; John Swinney; Nicola Sturgeon; ~sturgeon; Alex Salmond; Humza Yousaf; Stephen Flynn; Anas Sarwar;
Eluned Morgan; Mark Drakeford; Drakeford; Vaughan Gething; Rhun ap Iorwerth; Adam Price; Leanne Wood; Darren Millar;
Liz Saville Roberts; Jane Dodds; Michelle O'Neill; Mary Lou McDonald; Arlene Foster; Gavin Robinson; Jim Allister; Tommy Robinson
"""
# Heads of state or government of the G20, the EU, the UK's neighbours and two wars since 2010, and who stood for US president;
# but not those whose names many people have here.
ABROAD = """
~obama; ~barack obama; Trump; ~donald trump; Biden; ~joe biden; Mitt Romney; Hillary Clinton; Kamala Harris;
JD Vance; Stephen Harper; Trudeau; Mark Carney; Peña Nieto; López Obrador; Sheinbaum; Dilma Rousseff; Lula da Silva; Bolsonaro;
Cristina Kirchner; Mauricio Macri; Javier Milei; Sarkozy; François Hollande; Macron; Angela Merkel; Merkel; Olaf Scholz;
Friedrich Merz; Berlusconi; Matteo Renzi; Giuseppe Conte; Mario Draghi; Giorgia Meloni; Putin; Medvedev; Erdoğan; Erdogan;
Mohammed bin Salman; Jacob Zuma; Ramaphosa; Manmohan Singh; Narendra Modi; Hu Jintao; Xi Jinping; Shinzo Abe; Fumio Kishida;
Shigeru Ishiba; Park Geun-hye; Moon Jae-in; Yoon Suk Yeol; Joko Widodo; Prabowo; Julia Gillard; Kevin Rudd; Tony Abbott;
Malcolm Turnbull; Anthony Albanese; Brian Cowen; Enda Kenny; Varadkar; Micheál Martin;
Jean-Claude Juncker; von der Leyen; Donald Tusk; Zelensky; Zelenskyy; Netanyahu
"""
CAMPAIGNING = """
~gtto; ~fbpe; ~jc4pm; ~partygate; ~remoaner; ~remoaners; ~brexiteer; ~brexiteers; ~stop brexit; ~people's vote; ~ukpolitics;
~tory cuts; ~austerity; ~rwanda plan; ~bedroom tax; ~poll tax; ~pmqs
"""
# Named so, an announcement may mean them; alone they say nothing.
OFFICES = """
Brexit; ~prime minister; ~downing street; ~home secretary; ~the chancellor; ~cabinet minister; ~prif weinidog; ~this government;
~the government's; ~westminster politicians; ~politicians; ~indyref; ~party conference; ~general election result
"""
NOT_THE_PARTY = (  # what is taken out before anything is looked for
    r"\b[Ll]abour (?:[Mm]arket|[Ff]orce|[Ee]xchange|[Dd]ay|[Ww]ard|pains?|costs?|shortages?|of love|saving)\b",
    r"\bin [Ll]abour\b|\bLabour (?:Club|Hall)\b",
    r"\bConservative (?:[Ee]stimates?|[Gg]uess|[Tt]reatment|[Mm]anagement)\b",
    r"\bConservative Club\b|\bBritish Legion\b",
    r"\bReform Club\b|\bTrump Street\b|\bRoof Truss\b|\bGreens (?:and|or) \b|\b(?:Bowling|Salad|Spring) Greens\b|\bStarmer's Row\b",
    r"\((?:Lab(?:our)?|Con(?:servative)?|Lib ?Dem|Liberal Democrats?|LD|Green|Reform(?: UK)?|Ind)[^)]{0,80}\)",
    r"\((?:Plaid(?: Cymru)?|Llafur|Ceidwadwyr)[^)]{0,80}\)",
    r"\bMatt Hancock (?:Close|Road)\b|\bPlaid (?:scarf|scarves|shirt|blanket)\b",
)
FORMAL_BEFORE = (
    r"(?:Minister|Secretary|Mayor|Commissioner|MP|MSP|AS|MS|Cllr|Councillor|Leader|Chancellor|Speaker|PM|President|Lord|Baroness|Dame|"
    r"Gweinidog|Weinidog|Maer|Cynghorydd)(?: (?:for|of) (?:[\w,&]+ ){1,6}|,? )(?:the )?(?:Rt\.? Hon\.? )?(?:Sir |Dame )?"
)
FORMAL_AFTER = r",? (?:MP|MSP|MS|AS|[Cc]ouncillors?|[Gg]roup|[Mm]ember|[Cc]andidates?|-led|[Ll]eader of)\b|\((?:Lab|Con|LD)\)"
# Whoever counts votes names parties; and places are named after people.
COUNTING = r"\b(?:elected|turnout|votes|seats|majority|by-election|hustings|etholwyd|isetholiad|pleidleisiau|seddi|mwyafrif)\b"
PLACES = (
    r" (?:Road|Street|Close|Court|House|Avenue|Way|Drive|Lane|Place|Gardens|Square|Centre|Hall|Park|Terrace|Crescent|Primary|Academy)\b"
)
# How hashtags run a party or a name together with what is wanted of it: #votelabour, #toriesout.
TAGGED = "labour tory tories conservatives libdem libdems ukip snp reform starmer sunak badenoch farage corbyn boris johnson truss trump"
BEFORE_IN_TAG = "vote voting sack stop never jail get getthe no not back"
AFTER_IN_TAG = (
    "win wins won gain gains hold out outnow lose loses vote votes cuts lies liars scum fail surge resign mustgo leadership doorstep"
)
