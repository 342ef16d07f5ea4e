"""Channels that are for emergencies only, and for how long a keeper has opened one."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PURPOSES = (
    *("sign_in", "set_up", "join", "recover", "speak_as", "create_identity", "edit_identity", "invite", "end_grant"),
    *("add_passkey", "new_passkey", "remove_passkey", "confirm_passkey", "new_codes", "connect_channel", "disconnect_channel"),
    *("mark_channel", "open_channel"),
)


def upgrade() -> None:
    for name in ("challenges", "step_ups"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_purpose_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_purpose_known"), f"purpose IN {PURPOSES}")
    with op.batch_alter_table("channels") as channels:
        channels.add_column(sa.Column("emergency_only", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        channels.add_column(sa.Column("open_until", Moment(), nullable=True))
        channels.add_column(sa.Column("open_why", sa.String(), nullable=True))
        channels.add_column(sa.Column("opened_by", sa.Integer(), nullable=True))
        channels.create_foreign_key(op.f("fk_channels_opened_by"), "people", ["opened_by"], ["id"])
        channels.create_check_constraint(op.f("ck_channels_open_says_why"), "(open_until IS NULL) = (open_why IS NULL)")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
