"""Words that turn outward, to readers and to public life, and words with which a diary begins. Pure.

Both are general vocabulary, in English and Welsh: no entry is there because a slip or a post of the corpus holds it.
"""

# Whom an organisation speaks for, and to.
_ADDRESSING = """
we we're we've we'll we'd our ours us ni ein ninnau rydym rydyn byddwn gennym hoffem please thank thanks welcome congratulations
congrats sorry everyone everybody anyone anybody residents visitors volunteers customers members neighbours parents carers pupils people
households join apply book call ring email message visit donate register contact find share tell bring details information info
available free poster posters diolch croeso llongyfarchiadau pawb bawb trigolion ymwelwyr gwirfoddolwyr aelodau rhieni cofiwch dewch
peidiwch cysylltwch ewch gallwch ffoniwch cadwch gwyliwch mwynhewch manylion gwybodaeth ymunwch rhannwch
"""
# What it speaks of.
_PUBLIC = """
open opens opened closed closes closing opening cancelled postponed moved delayed update updates reminder notice news latest results
winner winners launch launched launches exhibition festival event events fair parade service services session sessions workshop
appointment appointments vacancy vacancies job jobs appeal appeals wanted found lost missing photos pictures report reports survey
consultation meeting meetings agenda vote votes election elections council councils councillor councillors cllr mayor clerk committee
cabinet ward parish borough district county village villagers town townspeople community communities public local staff team teams crew
crews officer officers contractor contractors trustee trustees charity donation donations grant grants fund funding budget tax bills
planning licence application applications scheme project programme policy hall library libraries museum school schools college nursery
hospital surgery clinic pharmacy vaccination gp nhs church chapel cemetery market square park parks playground pool hub centre depot
office station road roads street lane bridge path footpath pavement parking bus buses train trains tram trams traffic roadworks
diversion gritters gritting bin bins recycling collection collections waste litter repair repairs repaired police fire ambulance
coastguard flood floods flooding flooded warning warnings alert storm weather power outage leak emergency safety foodbank
families volunteer wardens warden agor agored gau cau diweddariad newyddion hysbysiad digwyddiad digwyddiadau gŵyl ŵyl arddangosfa
gweithdy swydd swyddi canlyniadau lluniau cyngor cynghorydd cynghorwyr maer clerc pwyllgor cyfarfod etholiad pleidlais pleidleisio
cymuned gymuned tref dref pentref sir plwyf neuadd llyfrgell amgueddfa ysgol ysgolion meddygfa eglwys capel mynwent marchnad parc maes
canolfan swyddfa gorsaf ffordd ffyrdd stryd pont llwybr traeth bws bysiau trên trenau traffig biniau casgliad casgliadau ailgylchu
gwastraff heddlu tân ambiwlans llifogydd rhybudd tywydd gwasanaeth gwasanaethau plant
"""
_DAYS = """
monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays january
february april june july august september october november december noon midnight llun mercher iau gwener sadwrn sul ionawr chwefror
ebrill mehefin gorffennaf awst medi hydref tachwedd rhagfyr
"""
OUTWARD = frozenset(f"{_ADDRESSING} {_PUBLIC} {_DAYS}".split())
# Without a subject: nobody announces so. Words that ask or that tell readers what to do are not among them.
_CLIPPED = """
went got had been made spent slept woke watched watching ate eating drank drinking sat sitting stood standing lay lying waited waiting
walked walking ran running listened listening read reading tried trying thought thinking felt feeling wondering wishing forgot bought
cooked cooking fell finally off just still back home well ok okay so can't cannot couldn't didn't won't wouldn't haven't hasn't isn't
wasn't never not nothing wedi newydd methu cael mynd adref wel
"""
CLIPPED = frozenset(_CLIPPED.split())
