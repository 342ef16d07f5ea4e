"""When the phone that held a Post was last heard, and whether its window was extended."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posts", sa.Column("heard_at", Moment(), nullable=True))
    op.add_column("posts", sa.Column("extended_at", Moment(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
