"""What let us into accounts that nobody connected is given back, again and again until the network has heard it."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journeys", sa.Column("give_back_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("journeys", "give_back_at")
