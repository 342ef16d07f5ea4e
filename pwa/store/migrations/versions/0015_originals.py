"""What is known of the posts that people mean to reshare."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "originals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("carries", sa.String(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("carries IN ('nothing', 'words', 'all')", name=op.f("ck_originals_carries_known")),
        sa.CheckConstraint("shown IS NOT NULL OR trouble IS NOT NULL", name=op.f("ck_originals_seen_or_says_why")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_originals_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_originals")),
        sa.UniqueConstraint("identity_id", "address", name=op.f("uq_originals_identity_id_address")),
    )


def downgrade() -> None:
    op.drop_table("originals")
