"""The courier's own look, right before a network is asked: what is about to go out is what a colleague said yes to, to the byte."""

from pwa.networks.contract import Refused
from pwa.rules.words import n_
from pwa.store import approvals, payloads
from pwa.store.tables import Delivery, Identity, Part, Post, Rendering
from pwa.store.transaction import Session

LOOK = n_("Look at the ledger before anything is sent again.")
NOT_THIS = n_("This is not what a colleague said yes to: something of it was changed in the store since. It was not sent.")
NO_YES = n_("It needed a colleague’s yes and there is none that counts. It was not sent.")


def check_approval(session: Session, post: Post, identity: Identity, delivery: Delivery, rendering: Rendering) -> None:
    """Raises Refused. What nobody was asked about passes."""
    approval = approvals.of_hold(session, post)
    if approval is None and post.approval is None:
        return
    if approval is None or approval.given_at is None or approval.ended_at is not None:
        raise Refused(NO_YES, LOOK)
    part = session.get_one(Part, rendering.part_id)
    where = (part.post_id, part.position, rendering.channel_id)  # a delivery's own copy of these is not in the digest
    same_way = where == (post.id, delivery.position, delivery.channel_id)
    if not same_way or payloads.digest_of(session, post, identity) != approval.payload_digest:
        raise Refused(NOT_THIS, LOOK)
