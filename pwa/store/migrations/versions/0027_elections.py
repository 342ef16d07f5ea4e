"""Elections: periods, and who stands in them."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "elections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("until_at", Moment(), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_elections_begins_first")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_elections_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elections")),
    )
    op.create_index("ix_elections_body_until", "elections", ["organisation_id", "until_at"])
    op.create_table(
        "listed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("with_title", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint("sort IN ('person', 'party', 'handle')", name=op.f("ck_listed_sort_known")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_listed_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed")),
    )
    op.create_index("ix_listed_body_key", "listed", ["organisation_id", "key"])


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
