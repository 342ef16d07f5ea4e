"""Posts on official Channels that never came from here, and when each Channel is looked at next."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("watch_at", Moment(), nullable=True))
    op.create_table(
        "outside_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("posted_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("known_at", Moment(), nullable=True),
        sa.Column("known_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(known_at IS NULL) = (known_by IS NULL)", name=op.f("ck_outside_posts_known_says_by_whom")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_outside_posts_channel_id")),
        sa.ForeignKeyConstraint(["known_by"], ["people.id"], name=op.f("fk_outside_posts_known_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_posts")),
        sa.UniqueConstraint("channel_id", "remote_id", name=op.f("uq_outside_posts_channel_id_remote_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outside_posts_public_id")),
    )


def downgrade() -> None:
    op.drop_table("outside_posts")
    op.drop_column("channels", "watch_at")
