"""When an edit is tried again, beside the time that it was due: from that on it may be too late."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edits", sa.Column("try_at", Moment(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
