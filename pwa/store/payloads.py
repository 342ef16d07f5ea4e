"""What stands in the store of everything that goes out with a Post: read afresh each time, the bytes of its pictures too."""

from sqlmodel import Session, col, select

from pwa.rules.payload import FrozenPart, FrozenPicture, FrozenRendering, payload_digest, sha256
from pwa.store.tables import Channel, Identity, Part, PartPicture, Picture, PictureFile, Post, Rendering


def digest_of(session: Session, post: Post, identity: Identity) -> str:
    """Of what is stored now; at the hold, of what was held."""
    return payload_digest(identity.handle, _parts(session, post), _renderings(session, post))


def _parts(session: Session, post: Post) -> list[FrozenPart]:
    shown: dict[int, list[FrozenPicture]] = {}
    rows = (
        select(PartPicture, Picture, PictureFile)
        .join(Part, col(Part.id) == col(PartPicture.part_id))
        .join(Picture, col(Picture.id) == col(PartPicture.picture_id))
        .join(PictureFile, col(PictureFile.picture_id) == col(Picture.id))
        .where(col(Part.post_id) == post.id)
        .order_by(col(PartPicture.place))
        .execution_options(populate_existing=True)
    )
    for placed, picture, file in session.exec(rows):
        one = FrozenPicture(placed.place, picture.public_id, sha256(file.body), picture.media_type, placed.alt)
        shown.setdefault(placed.part_id, []).append(one)
    parts = select(Part).where(col(Part.post_id) == post.id).execution_options(populate_existing=True)
    return [FrozenPart(part.position, part.text, part.reshares, tuple(shown.get(part.id, ()))) for part in session.exec(parts)]


def _renderings(session: Session, post: Post) -> list[FrozenRendering]:
    rows = (
        select(Part.position, Channel, Rendering.payload)
        .join(Rendering, col(Rendering.part_id) == col(Part.id))
        .join(Channel, col(Channel.id) == col(Rendering.channel_id))
        .where(col(Part.post_id) == post.id)
    )
    return [
        FrozenRendering(position, channel.public_id, channel.network, channel.home, channel.remote_id, payload)
        for position, channel, payload in session.exec(rows)
    ]
