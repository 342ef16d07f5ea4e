"""Owning up: what was said to be a mistake, what networks say when they are read back, edits, and which post corrects which."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

REASONS = ("kept", "late", "grant_ended", "stopped", "approval_lost", "channel_gone", "owned_up", "restored")
ORIGINS = ("typed", "moved", "undone", "saved_beside", "scrap", "shared", "correction")
STATES = ("due", "sending", "sent", "refused", "unsure", "parked", "dropped")
OPEN_EDIT = sa.text("state IN ('due', 'sending')")
CORRECTING = sa.text("corrects IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("parkings") as parkings:
        parkings.drop_constraint(op.f("ck_parkings_reason_known"), type_="check")
        parkings.create_check_constraint(op.f("ck_parkings_reason_known"), f"reason IN {REASONS}")
    with op.batch_alter_table("posts") as posts:
        posts.drop_constraint(op.f("ck_posts_parking_reason_known"), type_="check")
        posts.create_check_constraint(op.f("ck_posts_parking_reason_known"), f"parking_reason IN {REASONS} OR parking_reason IS NULL")
        posts.drop_constraint(op.f("ck_posts_origin_known"), type_="check")
        posts.create_check_constraint(op.f("ck_posts_origin_known"), f"origin IN {ORIGINS}")
        posts.add_column(sa.Column("corrects", sa.Integer(), nullable=True))
        posts.create_foreign_key(op.f("fk_posts_corrects"), "posts", ["corrects"], ["id"])
    op.create_index("ix_posts_corrects", "posts", ["corrects"], sqlite_where=CORRECTING, postgresql_where=CORRECTING)
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_constraint(op.f("ck_drafts_origin_known"), type_="check")
        drafts.create_check_constraint(op.f("ck_drafts_origin_known"), f"origin IN {ORIGINS}")
        drafts.add_column(sa.Column("corrects", sa.Integer(), nullable=True))
        drafts.create_foreign_key(op.f("fk_drafts_corrects"), "posts", ["corrects"], ["id"])
    op.add_column("board_entries", sa.Column("corrects", sa.String(), nullable=True))
    op.create_index(op.f("ix_board_entries_corrects"), "board_entries", ["corrects"])
    op.create_table(
        "own_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_own_ups_post_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_own_ups_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_ups")),
        sa.UniqueConstraint("post_id", name=op.f("uq_own_ups_post_id")),
    )
    op.create_table(
        "read_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_read_backs_state_known")),
        sa.CheckConstraint("occasion IN ('before', 'removed')", name=op.f("ck_read_backs_occasion_known")),
        sa.CheckConstraint("answer IN ('stands', 'gone', 'unknown') OR answer IS NULL", name=op.f("ck_read_backs_answer_known")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_read_backs_answered_says_when")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_read_backs_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_backs")),
    )
    op.create_index(op.f("ix_read_backs_receipt_id"), "read_backs", ["receipt_id"])
    op.create_index("ix_read_backs_due", "read_backs", ["state", "due_at"])
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_edits_state_known")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_edits_receipt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_edits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edits")),
        sa.UniqueConstraint("public_id", name=op.f("uq_edits_public_id")),
    )
    op.create_index(op.f("ix_edits_receipt_id"), "edits", ["receipt_id"])
    op.create_index("ix_edits_due", "edits", ["state", "due_at"])
    op.create_index("uq_edits_open", "edits", ["receipt_id"], unique=True, sqlite_where=OPEN_EDIT, postgresql_where=OPEN_EDIT)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
