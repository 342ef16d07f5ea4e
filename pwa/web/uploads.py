"""Pictures on their way here, chunk by chunk: a bad link loses one chunk, and asks how far it had come."""

import re

from flask import Blueprint, Response, jsonify, request

from pwa.actions.upload_picture import begin_upload, look_at_upload, take_chunk
from pwa.rules.refusals import WrongOffset
from pwa.store.tables import Picture, Upload
from pwa.web import current
from pwa.web.guards import limited, signed_in
from pwa.web.words import say

blueprint = Blueprint("uploads", __name__)

NUMBER = re.compile(r"[0-9]{1,9}")


@blueprint.post("/uploads")
@limited("uploads", at_most=120, minutes=10, by_session=True)
@signed_in
def begin() -> tuple[Response, int]:
    """A place for a file of `size` bytes. What it is called stays on the phone."""
    upload = begin_upload(current.person(), _number(request.form.get("size", "")))
    return jsonify(_view(upload, None)), 201


@blueprint.get("/uploads/<public_id>")
@signed_in
def show(public_id: str) -> Response:
    """How far it has come; HEAD says it too, in `Upload-Offset`."""
    return _answer(*look_at_upload(current.person(), public_id))


@blueprint.put("/uploads/<public_id>")
@limited("chunks", at_most=6000, minutes=10, by_session=True)
@signed_in
def append(public_id: str) -> Response | tuple[Response, int]:
    """The chunk that begins at `offset`; the last one, or an empty one after it, is answered with the picture."""
    try:
        return _answer(*take_chunk(current.person(), public_id, _number(request.args.get("offset", "")), request.get_data()))
    except WrongOffset as wrong:
        return jsonify(error=say(wrong.sentence), offset=wrong.offset), 409


def _answer(upload: Upload, picture: Picture | None) -> Response:
    response = jsonify(_view(upload, picture))
    response.headers["Upload-Offset"] = str(upload.received)
    return response


def _view(upload: Upload, picture: Picture | None) -> dict[str, object]:
    here = {"href": f"/uploads/{upload.public_id}", "offset": upload.received, "size": upload.size}
    if picture is None:
        return here
    return here | {"picture": {"id": picture.public_id, "small": f"/pictures/{picture.public_id}/small"}}


def _number(raw: str) -> int:
    """What was said, or -1, which no size and no offset is."""
    return int(raw) if NUMBER.fullmatch(raw) else -1
