"""The server that a Channel is on; an account is one of its server, not of the whole network."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("channels") as channels:
        channels.add_column(sa.Column("home", sa.String(), nullable=False, server_default=""))
        channels.drop_constraint("uq_channels_network_remote_id", type_="unique")
        channels.create_unique_constraint("uq_channels_network_home_remote_id", ["network", "home", "remote_id"])
    with op.batch_alter_table("channels") as channels:
        channels.alter_column("home", server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
