"""House voices: what keepers want of them, and the reasons that they give."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

RULES = (
    *("series", "continues", "swearing", "first_person", "shouting", "politics", "new_handle", "hour", "stranger", "language"),
    *("reads_like", "reshare", "new_source", "listed_reshare", "listed", "election", "double", "restricted", "rude", "casual", "own_word"),
)


def upgrade() -> None:
    op.create_table(
        "house_voices",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("off_rules", sa.String(), nullable=False),
        sa.Column("flagged", sa.String(), nullable=False),
        sa.Column("passing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_house_voices_identity_id")),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_house_voices")),
    )
    with op.batch_alter_table("flags") as flags:
        flags.drop_constraint(op.f("ck_flags_rule_known"), type_="check")
        flags.create_check_constraint(op.f("ck_flags_rule_known"), f"rule IN {RULES}")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
