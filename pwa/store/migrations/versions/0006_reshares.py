"""What a Draft, a Part and an entry of the noticeboard reshare."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RESHARING = ("drafts", "parts", "board_entries")


def upgrade() -> None:
    for table in RESHARING:
        op.add_column(table, sa.Column("reshares", sa.String(), nullable=True))


def downgrade() -> None:
    for table in RESHARING:
        op.drop_column(table, "reshares")
