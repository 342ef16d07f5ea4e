"""Flags: what the second look said beside a hold."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

RULES = (
    *("series", "continues", "swearing", "first_person", "shouting", "politics", "new_handle", "hour", "stranger", "language"),
    *("reads_like", "reshare", "new_source", "listed_reshare", "listed", "election", "double", "restricted"),
)


def upgrade() -> None:
    listed = ", ".join(f"'{rule}'" for rule in RULES)
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("fine", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.CheckConstraint(f"rule IN ({listed})", name=op.f("ck_flags_rule_known")),
        sa.CheckConstraint("why IS NULL OR why <> ''", name=op.f("ck_flags_why_says_something")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_flags_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
    )
    op.create_index(op.f("ix_flags_hold_id"), "flags", ["hold_id"])
