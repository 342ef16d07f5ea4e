"""What another app shares, in a browser that has no worker yet: the words are shown and kept on the phone; nothing is kept here."""

import sys
from collections.abc import Iterator

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Response

from pwa.rules.text import PART_AT_MOST
from pwa.web.guards import limited, public
from pwa.web.pages import page, see_other

blueprint = Blueprint("shares", __name__)

FIELDS = ("text", "title", "url")
PIECE = 64 * 1024  # bytes
READ_AT_MOST = 100 * 1024 * 1024  # bytes: four pictures of 20 MB and what stands around them
PARTS_AT_MOST = 200


@blueprint.post("/share")
@limited("share", 30, 10)
@public
def receive() -> Response:
    """The share target; the service worker answers it by itself as soon as there is one."""
    fields, pictures = _sent()
    words = _words(fields)
    return page("shares/show.html", words=words[:PART_AT_MOST], cut=len(words) > PART_AT_MOST, pictures=pictures)


@blueprint.get("/share")
@public
def again() -> Response:
    """Somebody loads the page anew, or comes back to it."""
    return see_other("/waiting")


def _sent() -> tuple[dict[str, str], int]:
    """The words, and how many pictures came along. Those are let go as they come, so that their size never costs the words."""
    if request.mimetype != "multipart/form-data":
        return {name: request.form.get(name, "") for name in FIELDS}, 0
    fields, pictures, name = dict.fromkeys(FIELDS, b""), 0, ""
    try:
        for event in _events():
            if isinstance(event, Field | File):
                pictures += isinstance(event, File) and bool(event.filename)
                name = event.name if isinstance(event, Field) else ""
            elif isinstance(event, Data) and len(fields.get(name, b"")) <= 4 * PART_AT_MOST:
                fields |= {name: fields[name] + event.data} if name in fields else {}
    except ValueError as malformed:
        raise BadRequest from malformed
    return {name: value.decode(errors="ignore") for name, value in fields.items()}, pictures


def _events() -> Iterator[Event]:
    """The form as it arrives, as far as it is read at all."""
    request.max_content_length = sys.maxsize  # what is read is counted here
    decoder = MultipartDecoder(request.mimetype_params.get("boundary", "").encode(), PIECE * 8, max_parts=PARTS_AT_MOST)
    read = 0
    while read < READ_AT_MOST and (piece := request.stream.read(PIECE)):
        read += len(piece)
        decoder.receive_data(piece)
        while not isinstance(event := decoder.next_event(), NeedData):
            yield event
            if isinstance(event, Epilogue):
                return


def _words(fields: dict[str, str]) -> str:
    """Apps repeat themselves: a link stands in the text as well, and so does the title."""
    text, title, url = (fields[name].replace("\0", "").strip() for name in FIELDS)
    return "\n\n".join(one for one in (title if title not in text else "", text, url if url not in text else "") if one)
