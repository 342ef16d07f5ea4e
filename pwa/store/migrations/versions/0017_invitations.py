"""Invitations for one named person, who waits for a keeper's yes; a way back in for a member; yeses that count for one organisation."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PURPOSES = (
    *("sign_in", "set_up", "join", "recover", "speak_as", "create_identity", "edit_identity", "invite", "let_in", "call_back"),
    *("come_back", "end_grant", "add_passkey", "new_passkey", "remove_passkey", "confirm_passkey", "new_codes", "connect_channel"),
    *("disconnect_channel", "mark_channel", "open_channel"),
)


def upgrade() -> None:
    for name in ("challenges", "step_ups"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_purpose_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_purpose_known"), f"purpose IN {PURPOSES}")
    with op.batch_alter_table("invitations") as invitations:
        invitations.alter_column("made_by", existing_type=sa.Integer(), nullable=True)
        invitations.add_column(sa.Column("name", sa.String(), server_default=sa.text("''"), nullable=False))
        invitations.add_column(sa.Column("back_for", sa.Integer(), nullable=True))
        invitations.add_column(sa.Column("opened_at", Moment(), nullable=True))
        invitations.add_column(sa.Column("ended_by", sa.Integer(), nullable=True))
        for column in ("back_for", "ended_by"):
            invitations.create_foreign_key(op.f(f"fk_invitations_{column}"), "people", [column], ["id"])
        invitations.create_index(op.f("ix_invitations_back_for"), ["back_for"])
    # Nobody knows for whom those of today were made: they are made again.
    op.execute("UPDATE invitations SET withdrawn_at = made_at WHERE used_at IS NULL AND withdrawn_at IS NULL")
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("enrolment", sa.String(), nullable=True),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("yes_at", Moment(), nullable=True),
        sa.Column("yes_by", sa.Integer(), nullable=True),
        sa.Column("second_yes_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_arrivals_invitation_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_arrivals_session_id")),
        *(
            sa.ForeignKeyConstraint([column], ["people.id"], name=op.f(f"fk_arrivals_{column}"))
            for column in ("person_id", "yes_by", "second_yes_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_arrivals_invitation_id")),
    )
    op.create_index(op.f("ix_arrivals_session_id"), "arrivals", ["session_id"])
    op.create_table(
        "vouches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passkey_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["passkey_id"], ["passkeys.id"], name=op.f("fk_vouches_passkey_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_vouches_organisation_id")),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name=op.f("fk_vouches_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouches")),
        sa.UniqueConstraint("passkey_id", "organisation_id", name=op.f("uq_vouches_passkey_id_organisation_id")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
