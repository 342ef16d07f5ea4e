"""Series and doubles: what a person held lately is found by an index, and what stands for words that were held before."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_posts_of_person", "posts", ["person_id", "held_at"])
    op.drop_index(op.f("ix_posts_person_id"), table_name="posts")
    op.add_column("channels", sa.Column("followers", sa.Integer(), nullable=True))
    op.create_table(
        "fingerprints",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_fingerprints_channel_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_fingerprints_post_id")),
        sa.PrimaryKeyConstraint("post_id", "channel_id", "digest", name=op.f("pk_fingerprints")),
    )
    op.create_index("ix_fingerprints_digest", "fingerprints", ["digest"])


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
