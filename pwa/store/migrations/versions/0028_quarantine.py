"""Whose posts an official identity reshares, which of them a keeper lists, and the least that a post waits."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

WAITS = (
    "least_seconds = 0 OR COALESCE(approval, '') = 'asked'"
    " OR (ring_ends_at - held_at >= least_seconds * 1000000 AND due_at - held_at >= least_seconds * 1000000)"
)


def upgrade() -> None:
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("least_seconds", sa.Integer(), nullable=False, server_default="0"))
        posts.create_check_constraint(op.f("ck_posts_waits_its_least"), WAITS)
    op.create_table(
        "listed_sources",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("listed_at", Moment(), nullable=False),
        sa.Column("listed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_listed_sources_identity_id")),
        sa.ForeignKeyConstraint(["listed_by"], ["people.id"], name=op.f("fk_listed_sources_listed_by")),
        sa.PrimaryKeyConstraint("identity_id", "network", "account", name=op.f("pk_listed_sources")),
    )
    op.create_table(
        "reshared_sources",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_reshared_sources_post_id")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_reshared_sources_identity_id")),
        sa.PrimaryKeyConstraint("post_id", "network", "account", name=op.f("pk_reshared_sources")),
    )
    op.create_index("ix_reshared_sources_whose", "reshared_sources", ["identity_id", "network", "account", "post_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
