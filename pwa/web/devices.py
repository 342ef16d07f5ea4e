"""A few words for the browser at the other end, for people who look at their sessions."""

import unicodedata

from pwa.rules.words import n_

ON = " on "
_UNKNOWN = n_("An unknown browser")
_BROWSERS = {  # the first that fits: the later names are in the earlier ones' strings too
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrom": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device(agent: str) -> str:
    """Such as "Chrome on Android"; the start of what it calls itself when we know neither half."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
    plain = "".join(c for c in agent if unicodedata.category(c)[0] != "C").strip()
    return ON.join(word for word in (browser, system) if word) or plain[:80] or _UNKNOWN
