"""Who is told of what happened to an official post, at the moment when it is spread to their phones."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select as row_of
from sqlmodel import Session, col

from pwa.rules.identity import Kind
from pwa.store.tables import Alert, Identity, Person, Post, Push, PushSubscription, SessionRow


@dataclass(frozen=True)
class Hearing:
    """One alert about a post, and the public ids of the people whose phones it goes to."""

    kind: str
    post: str
    identity_id: int
    people: list[str] = field(default_factory=list)


def of_alerts(session: Session, alerts: Collection[int]) -> list[Hearing]:
    """Those of these alerts that are about posts of official identities and that anybody hears of."""
    told = (
        row_of(col(Alert.id), col(Alert.kind), col(Post.public_id), col(Post.identity_id), col(Person.public_id))
        .join(Post, col(Post.id) == col(Alert.post_id))
        .join(Identity, col(Identity.id) == col(Post.identity_id))
        .join(Push, col(Push.alert_id) == col(Alert.id))
        .join(PushSubscription, col(PushSubscription.id) == col(Push.subscription_id))
        .join(SessionRow, col(SessionRow.id) == col(PushSubscription.session_id))
        .join(Person, col(Person.id) == col(SessionRow.person_id))
        .where(col(Alert.id).in_(alerts), col(Identity.kind) == Kind.OFFICIAL)
        .order_by(col(Alert.id), col(Person.public_id))
    )
    found: dict[int, Hearing] = {}
    for number, kind, post, identity, person in session.execute(told):
        hearing = found.setdefault(number, Hearing(kind, post, identity))
        if person not in hearing.people:  # who has two phones hears of it once
            hearing.people.append(person)
    return list(found.values())
