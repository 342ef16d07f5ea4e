"""The lines of the ledger that name a post are found by its id, for the page that says what became of it."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_FOUND_BY = {
    "sqlite": """(CASE WHEN json_valid(body) THEN json_extract(body, '$.post') END)"""
    """ WHERE instr(body, '"post":"') > 0 AND instr(body, '"verb":"released"') = 0""",
    "postgresql": """(split_part(split_part(body, '"post":"', 2), '"', 1))"""
    """ WHERE strpos(body, '"post":"') > 0 AND strpos(body, '"verb":"released"') = 0""",
}


def upgrade() -> None:
    op.execute(f"CREATE INDEX ix_ledger_lines_post ON ledger_lines {_FOUND_BY[op.get_bind().dialect.name]}")


def downgrade() -> None:
    op.drop_index("ix_ledger_lines_post", table_name="ledger_lines")
