"""Connecting a Channel: who is on their way to a network, what its servers know us by, and how long a Channel lets us in."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CONNECTED = sa.text("disconnected_at IS NULL")
PURPOSES = (
    *("sign_in", "set_up", "join", "recover", "speak_as", "create_identity", "edit_identity", "invite", "end_grant"),
    *("add_passkey", "new_passkey", "remove_passkey", "confirm_passkey", "new_codes", "connect_channel", "disconnect_channel"),
)
REASONS = ("kept", "late", "grant_ended", "stopped", "approval_lost", "channel_gone", "restored")


def upgrade() -> None:
    for name in ("challenges", "step_ups"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_purpose_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_purpose_known"), f"purpose IN {PURPOSES}")
    for name, column, rule in (("posts", "parking_reason", " OR parking_reason IS NULL"), ("parkings", "reason", "")):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{column}_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_{column}_known"), f"{column} IN {REASONS}{rule}")
    with op.batch_alter_table("channels") as channels:
        channels.drop_constraint("uq_channels_network_home_remote_id", type_="unique")
        for name in ("access_ends_at", "renew_at", "renewing_until", "trouble_since"):
            channels.add_column(sa.Column(name, Moment(), nullable=True))
    account = ["network", "home", "remote_id"]
    op.create_index("uq_channels_connected", "channels", account, unique=True, sqlite_where=CONNECTED, postgresql_where=CONNECTED)
    op.create_index(op.f("ix_channels_renew_at"), "channels", ["renew_at"])
    op.create_table(
        "journeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("back_at", Moment(), nullable=True),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_journeys_session_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_journeys_person_id")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_journeys_identity_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_journeys_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
        sa.UniqueConstraint("public_id", name=op.f("uq_journeys_public_id")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_journeys_state_hash")),
    )
    op.create_index(op.f("ix_journeys_session_id"), "journeys", ["session_id"])
    op.create_index(op.f("ix_journeys_expires_at"), "journeys", ["expires_at"])
    op.create_table(
        "app_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_registrations")),
        sa.UniqueConstraint("network", "home", name=op.f("uq_app_registrations_network_home")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
