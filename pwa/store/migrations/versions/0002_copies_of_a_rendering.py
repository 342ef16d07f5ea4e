"""A delivery's post and channel are copies of what its rendering says: only the rendering itself is checked, or each release would check thrice."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_constraint("fk_deliveries_post_id", type_="foreignkey")
        deliveries.drop_constraint("fk_deliveries_channel_id", type_="foreignkey")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
