"""Notifications: where people are told, what of, and whether the words may stand on a lock screen."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = "IN ('held', 'parked', 'not_sent', 'not_sure')"
UNSPREAD = sa.text("spread_at IS NULL")


def upgrade() -> None:
    op.add_column("identities", sa.Column("words_on_lock_screen", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("endpoint_hash", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("reached_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_push_subscriptions_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscriptions_endpoint_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_push_subscriptions_public_id")),
        sa.UniqueConstraint("session_id", name=op.f("uq_push_subscriptions_session_id")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("tell_at", Moment(), nullable=False),
        sa.Column("spread_at", Moment(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(f"kind {KINDS}", name=op.f("ck_alerts_kind_known")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_alerts_post_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_alerts_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_post_id"), "alerts", ["post_id"])
    op.create_index("ix_alerts_waiting", "alerts", ["tell_at"], sqlite_where=UNSPREAD, postgresql_where=UNSPREAD)
    op.create_table(
        "pushes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_at", Moment(), nullable=False),
        sa.CheckConstraint(f"told {KINDS} OR told IS NULL", name=op.f("ck_pushes_told_known")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_pushes_alert_id")),
        sa.ForeignKeyConstraint(["subscription_id"], ["push_subscriptions.id"], name=op.f("fk_pushes_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
        sa.UniqueConstraint("alert_id", "subscription_id", name=op.f("uq_pushes_alert_id_subscription_id")),
    )
    op.create_index(op.f("ix_pushes_subscription_id"), "pushes", ["subscription_id"])
    op.create_index(op.f("ix_pushes_try_at"), "pushes", ["try_at"])


def downgrade() -> None:
    op.drop_table("pushes")
    op.drop_table("alerts")
    op.drop_table("push_subscriptions")
    op.drop_column("identities", "words_on_lock_screen")
