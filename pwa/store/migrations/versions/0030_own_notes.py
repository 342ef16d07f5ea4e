"""The notes that people want for themselves alone."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_notes",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_own_notes")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
