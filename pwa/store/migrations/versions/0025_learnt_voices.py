"""What is learnt of each voice from what it sent.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learnt",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("learner", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("to_due", Moment(), nullable=False),
        sa.Column("to_post", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("behind", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_learnt_identity_id")),
        sa.PrimaryKeyConstraint("identity_id", "learner", name=op.f("pk_learnt")),
    )
    op.create_table(
        "looked",
        sa.Column("learner", sa.String(), nullable=False),
        sa.Column("to_due", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("learner", name=op.f("pk_looked")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
