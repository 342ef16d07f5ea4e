"""Grants with a start, an end and a time of the week, and whether keepers still want them."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

REASONS = (
    "kept",
    "late",
    "grant_ended",
    "time_ran_out",
    "stopped",
    "approval_lost",
    "channel_gone",
    "owned_up",
    "phone_locked",
    "restored",
)
PURPOSES = (
    *("sign_in", "set_up", "join", "recover", "speak_as", "create_identity", "edit_identity", "invite", "let_in", "call_back"),
    *("come_back", "end_grant", "set_times", "add_passkey", "new_passkey", "remove_passkey", "confirm_passkey", "new_codes"),
    *("connect_channel", "disconnect_channel", "mark_channel", "open_channel", "approve", "keep_words", "delete_words"),
)
ENDING = "ended_at IS NULL AND until_at IS NOT NULL"


def upgrade() -> None:
    for name, column, rule in (("posts", "parking_reason", " OR parking_reason IS NULL"), ("parkings", "reason", "")):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{column}_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_{column}_known"), f"{column} IN {REASONS}{rule}")
    for name in ("challenges", "step_ups"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_purpose_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_purpose_known"), f"purpose IN {PURPOSES}")
    with op.batch_alter_table("grants") as grants:
        grants.add_column(sa.Column("weekly", sa.String(), nullable=True))
        grants.add_column(sa.Column("kept_at", Moment(), nullable=True))
        grants.add_column(sa.Column("kept_by", sa.Integer(), nullable=True))
        grants.add_column(sa.Column("reminded_at", Moment(), nullable=True))
        grants.create_foreign_key(op.f("fk_grants_kept_by"), "people", ["kept_by"], ["id"])
        grants.create_check_constraint(op.f("ck_grants_weekly_ends"), "weekly IS NULL OR until_at IS NOT NULL")
    op.create_index("ix_grants_ending", "grants", ["until_at"], sqlite_where=sa.text(ENDING), postgresql_where=sa.text(ENDING))


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
