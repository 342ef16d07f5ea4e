"""One more rule of the house voice: a few words that are no sentence."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

RULES = (
    *("series", "continues", "swearing", "first_person", "shouting", "politics", "new_handle", "hour", "stranger", "language"),
    *("reads_like", "reshare", "new_source", "listed_reshare", "listed", "election", "double", "restricted", "rude", "casual", "diary"),
    *("fragment", "own_word"),
)


def upgrade() -> None:
    with op.batch_alter_table("flags") as flags:
        flags.drop_constraint(op.f("ck_flags_rule_known"), type_="check")
        flags.create_check_constraint(op.f("ck_flags_rule_known"), f"rule IN {RULES}")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
