"""Variants: what one channel says instead of the rest of a draft, and which renderings hold such words."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_variants",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("beside", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_variants_draft_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_draft_variants_channel_id")),
        sa.PrimaryKeyConstraint("draft_id", "position", "channel_id", name=op.f("pk_draft_variants")),
    )
    op.add_column("renderings", sa.Column("varied", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("renderings", "varied")
    op.drop_table("draft_variants")
