"""The proof that a Person was just now there, and the Lease that it opens."""

from datetime import datetime

from pwa.rules.identity import LeaseEnd
from pwa.rules.step_up import Purpose
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, one_open, raw_bytes, ref


class Challenge(Table, table=True):
    """32 random bytes for one ceremony of one Session, one purpose and one target; burned before it is looked at."""

    __tablename__ = "challenges"
    __table_args__ = (one_of("purpose", Purpose),)
    id: int = number()
    session_id: int = ref("sessions.id")
    purpose: str
    target: str
    challenge: bytes = raw_bytes(unique=True)
    made_at: datetime = at(index=True)
    burned_at: datetime | None = at_or_never()


class StepUp(Table, table=True):
    """Proof that this Person passed user verification just now, for this Session, one purpose and one target."""

    __tablename__ = "step_ups"
    __table_args__ = (one_of("purpose", Purpose),)
    id: int = number()
    session_id: int = ref("sessions.id")
    person_id: int = ref("people.id")
    passkey_id: int = ref("passkeys.id", index=False)
    challenge_id: int = ref("challenges.id", unique=True)
    purpose: str
    target: str
    verified_at: datetime = at()
    used_at: datetime | None = at_or_never()


class Lease(Table, table=True):
    """The right of one Session to speak as one official Identity until `expires_at`, which never moves."""

    __tablename__ = "leases"
    __table_args__ = (
        one_of("ended_why", LeaseEnd, or_null=True),
        one_open("uq_leases_open", "session_id"),
    )
    id: int = number()
    session_id: int = ref("sessions.id")
    identity_id: int = ref("identities.id")
    step_up_id: int = ref("step_ups.id", unique=True)
    opened_at: datetime = at()
    expires_at: datetime = at()
    active_at: datetime = at()  # the last tap or typed save
    ended_at: datetime | None = at_or_never()
    ended_why: str | None = None
