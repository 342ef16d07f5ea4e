"""What a Channel's network takes in one part."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("limits", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("channels", "limits")
