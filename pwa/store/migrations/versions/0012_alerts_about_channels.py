"""People hear of Channels too: shut out, posted to from somewhere else, opened for an emergency."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("held", "parked", "not_sent", "not_sure", "shut_out", "outside", "opened")


def upgrade() -> None:
    with op.batch_alter_table("alerts") as alerts:
        alerts.drop_constraint(op.f("ck_alerts_kind_known"), type_="check")
        alerts.create_check_constraint(op.f("ck_alerts_kind_known"), f"kind IN {KINDS}")
        alerts.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
        alerts.add_column(sa.Column("channel_id", sa.Integer(), nullable=True))
        alerts.create_foreign_key(op.f("fk_alerts_channel_id"), "channels", ["channel_id"], ["id"])
        alerts.create_check_constraint(op.f("ck_alerts_about_one"), "(post_id IS NULL) <> (channel_id IS NULL)")
    op.create_index(op.f("ix_alerts_channel_id"), "alerts", ["channel_id"])
    with op.batch_alter_table("pushes") as pushes:
        pushes.drop_constraint(op.f("ck_pushes_told_known"), type_="check")
        pushes.create_check_constraint(op.f("ck_pushes_told_known"), f"told IN {KINDS} OR told IS NULL")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
