"""Takes a picture in, chunk by chunk, and makes it one of ours once it is whole."""

from datetime import timedelta

from pwa import pictures
from pwa.actions.count_try import count_try
from pwa.pictures import Busy, Decoded, NotAPicture
from pwa.rules.pictures import CHUNK_BYTES, UPLOAD_BYTES
from pwa.rules.refusals import NotAllowed, WrongOffset
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_
from pwa.store import pictures as picture_store
from pwa.store import uploads
from pwa.store.moments import database_time
from pwa.store.tables import Person, Picture, Upload
from pwa.store.transaction import reading, transaction

_being_read: set[str] = set()  # by this process: a piece that is sent twice makes the picture once
UNFINISHED_AT_MOST = 24  # of one Person at once
A_DAY = 300  # pictures of one Person
WHY_NOT = {
    "unknown": n_("This is no picture that can be read here; JPEG, PNG and WebP are. Nothing was sent, and nothing of it was kept."),
    "large": n_("This picture has more pixels than can be read here. Nothing was sent. Make it smaller and add it again."),
    "heavy": n_("This picture takes too much to read. Nothing was sent. Make it smaller and add it again."),
    "damaged": n_("This picture is damaged and cannot be read. Nothing was sent. Choose another one."),
}


def begin_upload(by: Person, size: int) -> Upload:
    """A place for a file of this many bytes, for a day. Raises Unfit, NotAllowed or TooManyTries."""
    if not 0 < size <= UPLOAD_BYTES:
        megabytes = UPLOAD_BYTES // 1024 // 1024
        raise Unfit(
            Sentence(
                "A picture has %(megabytes)s megabytes at most. Nothing was sent. Make it smaller and add it again.", megabytes=megabytes
            )
        )
    count_try(f"pictures:{by.public_id}", at_most=A_DAY, window=timedelta(days=1))
    with transaction() as session:
        if uploads.unfinished(session, by) >= UNFINISHED_AT_MOST:
            raise NotAllowed(n_("Too many pictures are on their way at once. Nothing was sent. Wait until some have arrived."))
        return uploads.begin(session, by, size, database_time(session))


def look_at_upload(by: Person, public_id: str) -> tuple[Upload, Picture | None]:
    """How far a file has come, and what became of it. Raises NotFound."""
    with reading() as session:
        upload = uploads.mine(session, by, public_id)
        return upload, uploads.picture_of(session, upload)


def take_chunk(by: Person, public_id: str, start: int, body: bytes) -> tuple[Upload, Picture | None]:
    """Keep what comes next of a file; the last chunk makes it a Picture. A chunk that is here already may come again.

    Raises NotFound, WrongOffset when it is not the next one, and Unfit when the whole is no picture.
    """
    with transaction() as session:
        upload = uploads.mine(session, by, public_id)
        end = start + len(body)
        if start < 0 or len(body) > CHUNK_BYTES or end > upload.size:
            raise Unfit(n_("This piece does not belong to the picture that was announced. Nothing was sent. Add the picture again."))
        if end > upload.received and not uploads.append(session, upload, start, body):
            raise WrongOffset(upload.received)
        session.refresh(upload)
    return _settled(by, public_id) if upload.received == upload.size else (upload, None)


def _settled(by: Person, public_id: str) -> tuple[Upload, Picture | None]:
    """What became of a whole file. It is read outside of any transaction, because that takes a while."""
    with reading() as session:
        upload = uploads.mine(session, by, public_id)
        known = upload.picture_id is not None or upload.refused is not None
        raw = b"" if known else uploads.whole(session, upload)
    if not known:
        if public_id in _being_read:
            raise Busy
        _being_read.add(public_id)
        try:
            _settle(by, public_id, _decoded(raw))
        finally:
            _being_read.discard(public_id)
    upload, picture = look_at_upload(by, public_id)
    if picture is None:
        raise Unfit(WHY_NOT[upload.refused or "damaged"])
    return upload, picture


def _settle(by: Person, public_id: str, decoded: Decoded | str) -> None:
    with transaction() as session:
        upload = uploads.mine(session, by, public_id)
        if isinstance(decoded, str):
            uploads.settle(session, upload, refused=decoded)
        else:  # two requests at once: the second one's picture stands nowhere, and goes after a day
            shape = (decoded.media_type, decoded.width, decoded.height)
            picture = picture_store.keep(session, by, decoded.body, decoded.thumbnail, shape, database_time(session))
            uploads.settle(session, upload, picture=picture)


def _decoded(raw: bytes) -> Decoded | str:
    try:
        return pictures.decode(raw)
    except NotAPicture as refused:
        return refused.why
