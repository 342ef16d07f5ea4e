"""Which language a page speaks: the one its reader chose here, else the one their browser prefers, else English."""

import flask_babel
from babel import Locale
from babel.support import NullTranslations
from flask import Blueprint, Flask, Response, request

from pwa.actions.subscribe import speak
from pwa.web import catalogues, current
from pwa.web.guards import public
from pwa.web.pages import back, see_other
from pwa.web.words import direction, language, say

blueprint = Blueprint("languages", __name__)

LOCALES = {"en": "en_GB", "cy": "cy"}  # by what `lang` and the cookie say; the first is the one that the texts are written in
COOKIE = "language"
REMEMBERED = 400 * 24 * 60 * 60  # seconds; no browser keeps a cookie longer


@blueprint.post("/language")
@public
def choose() -> Response:
    """From here on, in this browser, whoever is signed in; its notifications too."""
    answer = see_other(back())
    chosen = request.form.get("language", "")
    if chosen in LOCALES:
        if current.signed_in():
            speak(current.caller(), chosen)
        secure = current.settings().secure
        answer.set_cookie(COOKIE, chosen, max_age=REMEMBERED, samesite="Lax", httponly=True, secure=secure)
    return answer


def begin(app: Flask) -> None:
    """Every sentence of the application in the language of its reader."""
    babel = flask_babel.Babel(app, default_locale=LOCALES["en"], locale_selector=_locale)
    babel.domain_instance = _Catalogues()
    names = {one: str(Locale.parse(one).get_display_name()).capitalize() for one in LOCALES}
    app.jinja_env.globals.update(language=language, direction=direction, own_words=own_words, languages=names, say=say)


def own_words() -> str | None:
    """The module with the words of the page's scripts. None for English, which stands in them."""
    return f"js/words/{language()}.js" if language() in catalogues.paths() else None


def _locale() -> str:
    wanted = [request.cookies.get(COOKIE, ""), *(tag.partition("-")[0].lower() for tag in request.accept_languages.values())]
    return next((LOCALES[one] for one in wanted if one in LOCALES), LOCALES["en"])


class _Catalogues(flask_babel.Domain):  # type: ignore[misc]
    def get_translations(self) -> NullTranslations:
        """Of the request that asks."""
        return catalogues.translations(language())
