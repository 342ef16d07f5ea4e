"""The words that tell a name from an ordinary word or a place. Pure."""


def _all(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Before a surname they make it somebody’s.
TITLES = _all("""
    ald alderman baroness candidate cllr cllrs coun councillor cyng cynghorydd dame dr lady lord maer maeres mayor miss mp mr mrs
    ms mx prof professor rev revd sir ymgeisydd
""")
# A party’s name that is an ordinary word as well.
ORDINARY = _all("""
    advance alliance animal aspire change communities conservative democrat first freedom future green greens gwlad heritage home
    independent labour liberal liberals people plaid propel reform residents respect restore together union unity volt whig
    workers your
""")
# Behind such a word, these make it the party’s.
PARTY_AFTER = _all("""
    activists administration campaign campaigners candidate candidates cllr cllrs councillor councillors gain group hold leader
    leaflet leaflets led majority manifesto member members mp mps ms opposition party rosette rosettes run team voter voters win
""")
# And these before it.
PARTY_BEFORE = _all("""
    blaid elect plaid pleidleisiwch vote voted votes voting
""")
# Forenames and surnames that together are as likely a park, a lane or a hill.
PLACE_FIRST = _all("""
    abbey albert alexandra april ashley barry bishop charlotte chester clifton daisy dawn dean duke earl edward elizabeth faith
    forest george glen grace hazel heather holly hope ivy joy june kent king lily lincoln martin may milton norman penny poppy
    preston queen robin rocky rose russell sandy st stafford stanley summer victoria violet warwick william windsor
""")
PLACE_LAST = _all("""
    bank banks barn beach bridge brook castle church close common court cross dale day dock fair field fields ford forest garden
    gardens gate glen green grove hall heath hill house island lake lane market marsh mill moor park pond pool rise rivers road
    row spring springs square street vale view waters way well wells wood woods works yard
""")
