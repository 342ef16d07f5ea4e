"""Pictures on their way here, chunk by chunk: on both databases."""

import pytest
from sqlmodel import select

from pwa.actions.tidy_up import tidy_up
from pwa.actions.upload_picture import begin_upload, look_at_upload, take_chunk
from pwa.rules.pictures import CHUNK_BYTES
from pwa.rules.refusals import NotAllowed, NotFound, WrongOffset
from pwa.rules.text import Unfit
from pwa.store.tables import Picture, Table, Upload, UploadChunk
from pwa.store.transaction import reading
from tests import picture_files as files
from tests.cast import Member
from tests.conftest import Clock


def brings(member: Member, raw: bytes | None = None) -> Picture:
    """A picture that has arrived."""
    raw = raw or files.photo()
    upload = begin_upload(member.caller.person, len(raw))
    picture = None
    for start in range(0, len(raw), CHUNK_BYTES):
        upload, picture = take_chunk(member.caller.person, upload.public_id, start, raw[start : start + CHUNK_BYTES])
    assert picture is not None
    return picture


def rows(table: type[Table]) -> int:
    with reading() as session:
        return len(session.exec(select(table)).all())


def test_a_file_arrives_in_chunks_that_may_come_twice(steph: Member) -> None:
    raw, by = files.noise(700, 500), steph.caller.person
    assert len(raw) > CHUNK_BYTES
    upload = begin_upload(by, len(raw))
    first, rest = raw[:CHUNK_BYTES], raw[CHUNK_BYTES:]
    assert take_chunk(by, upload.public_id, 0, first)[0].received == CHUNK_BYTES
    assert take_chunk(by, upload.public_id, 0, first)[0].received == CHUNK_BYTES  # the answer was lost
    with pytest.raises(WrongOffset) as wrong:
        take_chunk(by, upload.public_id, CHUNK_BYTES + 1, rest[:10])
    assert wrong.value.offset == CHUNK_BYTES
    assert look_at_upload(by, upload.public_id)[1] is None
    _, picture = take_chunk(by, upload.public_id, CHUNK_BYTES, rest)
    _, again = take_chunk(by, upload.public_id, CHUNK_BYTES, rest)
    _, asked = take_chunk(by, upload.public_id, len(raw), b"")
    assert picture is not None
    assert picture == again == asked == look_at_upload(by, upload.public_id)[1]
    assert rows(UploadChunk) == 0


def test_an_upload_is_its_owners_and_ends_after_a_day(steph: Member, anna: Member, clock: Clock) -> None:
    upload = begin_upload(steph.caller.person, 10)
    take_chunk(steph.caller.person, upload.public_id, 0, b"12345")
    with pytest.raises(NotFound):
        take_chunk(anna.caller.person, upload.public_id, 5, b"67890")
    clock.forward(24 * 3600 + 1)
    with pytest.raises(NotFound):
        look_at_upload(steph.caller.person, upload.public_id)
    tidy_up()
    assert (rows(Upload), rows(UploadChunk)) == (0, 0)


def test_too_much_too_long_and_too_many_are_refused(steph: Member) -> None:
    by = steph.caller.person
    for size in (0, 15 * 1024 * 1024 + 1):
        with pytest.raises(Unfit):
            begin_upload(by, size)
    upload = begin_upload(by, CHUNK_BYTES * 2)
    for body in (b"x" * (CHUNK_BYTES + 1), b"x" * CHUNK_BYTES * 3):
        with pytest.raises(Unfit):
            take_chunk(by, upload.public_id, 0, body)
    for _ in range(23):
        begin_upload(by, 10)
    with pytest.raises(NotAllowed):
        begin_upload(by, 10)


def test_what_is_no_picture_is_refused_and_stays_so(steph: Member) -> None:
    by = steph.caller.person
    upload = begin_upload(by, len(files.HTML))
    for _ in range(2):
        with pytest.raises(Unfit, match="no picture"):
            take_chunk(by, upload.public_id, 0, files.HTML)
    assert (rows(UploadChunk), rows(Picture)) == (0, 0)
