"""What pages say of pictures, and the bytes themselves."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from pwa.store import pictures
from pwa.store.pictures import Shown
from pwa.store.tables import Picture
from pwa.store.transaction import Session


def picture_view(shown: Shown, folder: str = "/pictures") -> dict[str, Any]:
    """One picture for a template; `folder`: from where this page's readers may fetch it."""
    picture = shown.picture
    here = f"{folder}/{picture.public_id}"
    return {
        "id": picture.public_id,
        "href": here,
        "small": f"{here}/small",
        "alt": shown.alt,
        "part": shown.part,
        "width": picture.width,
        "height": picture.height,
        "type": picture.media_type,
    }


def by_part(shown: Sequence[Shown], parts: int, folder: str = "/pictures") -> list[list[dict[str, Any]]]:
    """The pictures of each part, in order."""
    return [[picture_view(one, folder) for one in shown if one.part == number] for number in range(1, parts + 1)]


def picture_fields(shown: Sequence[Shown]) -> list[tuple[str, str]]:
    """What a form says of them, as the composer's does."""
    fields = [("pictures", "yes")]
    for one in shown:
        fields += [("picture", f"{one.part} {one.picture.public_id}"), (f"alt-{one.picture.public_id}", one.alt)]
    return fields


def answer(session: Session, picture: Picture, *, small: bool) -> Response:
    """Its bytes. The policy forbids everything, should anybody open it by itself as something that it is not."""
    file = pictures.file_of(session, picture)
    response = Response(file.thumbnail or file.body if small else file.body, content_type="image/jpeg" if small else picture.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["Content-Disposition"] = "inline"
    response.set_etag(picture.digest + ("-small" if small else ""))
    return response.make_conditional(request)  # type: ignore[return-value]
