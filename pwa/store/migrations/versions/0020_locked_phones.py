"""Phones that are gone: their passkeys and their people's rights, locked; and posts that were parked by that."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REASONS = ("kept", "late", "grant_ended", "stopped", "approval_lost", "channel_gone", "owned_up", "phone_locked", "restored")


def upgrade() -> None:
    with op.batch_alter_table("passkeys") as passkeys:
        passkeys.add_column(sa.Column("locked_at", Moment(), nullable=True))
    with op.batch_alter_table("grants") as grants:
        grants.add_column(sa.Column("locked_at", Moment(), nullable=True))
        grants.add_column(sa.Column("locked_by", sa.Integer(), nullable=True))
        grants.create_foreign_key(op.f("fk_grants_locked_by"), "people", ["locked_by"], ["id"])
    for name, column, or_null in (("posts", "parking_reason", " OR parking_reason IS NULL"), ("parkings", "reason", "")):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{column}_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_{column}_known"), f"{column} IN {REASONS}{or_null}")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
