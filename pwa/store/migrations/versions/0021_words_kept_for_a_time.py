"""Words may be kept for a time only, and their deletion is noted on the Post."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PURPOSES = (
    "sign_in",
    "set_up",
    "join",
    "recover",
    "speak_as",
    "create_identity",
    "edit_identity",
    "invite",
    "let_in",
    "call_back",
    "come_back",
    "end_grant",
    "add_passkey",
    "new_passkey",
    "remove_passkey",
    "confirm_passkey",
    "new_codes",
    "connect_channel",
    "disconnect_channel",
    "mark_channel",
    "open_channel",
    "approve",
    "keep_words",
    "delete_words",
)


def upgrade() -> None:
    op.add_column("posts", sa.Column("words_deleted_at", Moment(), nullable=True))
    with op.batch_alter_table("identities") as identities:
        identities.add_column(sa.Column("words_kept_days", sa.Integer(), nullable=True))
        identities.add_column(sa.Column("words_until", Moment(), nullable=True))
        identities.create_check_constraint(op.f("ck_identities_words_kept_long_enough"), "words_kept_days >= 30")
    for name in ("challenges", "step_ups"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_purpose_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_purpose_known"), f"purpose IN {PURPOSES}")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
