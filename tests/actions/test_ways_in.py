"""Which networks a server offers to connect: those that need keys of whoever runs it, once it has them."""

from pathlib import Path

import pytest

from pwa.actions.ways_in import ways_in
from pwa.settings import BadSettings, read

APPS = {"X_CLIENT_ID": "app", "X_CLIENT_SECRET": "s3cret", "FACEBOOK_APP_ID": "4711", "FACEBOOK_APP_SECRET": "s3cret"}


def chosen(data: Path, apps: dict[str, str]) -> dict[str, str]:
    return {f"ONLYHUMAN_{name}": value for name, value in {"DATA": str(data), **apps}.items()}


def test_x_and_facebook_pages_are_offered_with_an_app(data: Path) -> None:
    assert {"x", "facebook_page"} <= set(ways_in(read(chosen(data, APPS))))
    assert not {"x", "facebook_page"} & set(ways_in(read(chosen(data, {}))))


@pytest.mark.parametrize("missing", APPS)
def test_half_an_app_is_a_mistake_that_is_said(data: Path, missing: str) -> None:
    with pytest.raises(BadSettings, match="go together"):
        read(chosen(data, {name: value for name, value in APPS.items() if name != missing}))
