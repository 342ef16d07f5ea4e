"""The application on a fresh store, and each Member with a browser that is signed in."""

from pathlib import Path

import pytest
from flask import Flask

from pwa import settings
from pwa.actions.make_setup_link import make_setup_link
from tests.cast import Member
from tests.compiled import application
from tests.web.phone import Phone
from tests.web.writer import Writer


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """The application itself."""
    return application(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store}))


@pytest.fixture
def stranger(app: Flask) -> Phone:
    """Somebody who is not signed in."""
    return Phone(app)


@pytest.fixture
def steph_phone(app: Flask, steph: Member) -> Writer:
    """Steph, who keeps WV11."""
    return Writer(app, steph)


@pytest.fixture
def anna_phone(app: Flask, anna: Member) -> Writer:
    """Anna, who speaks for WV11."""
    return Writer(app, anna)


@pytest.fixture
def jo_phone(app: Flask, jo: Member) -> Writer:
    """Jo, who keeps Walsall Council and has no business with WV11."""
    return Writer(app, jo)


@pytest.fixture
def link(app: Flask) -> str:
    """A set-up link, on a server that belongs to nobody yet."""
    made = make_setup_link()
    assert made
    return made
