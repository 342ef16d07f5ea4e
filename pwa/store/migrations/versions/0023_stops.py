"""Stops: everything of an organisation is stopped until its keepers let it go on."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PURPOSES = (
    *("sign_in", "set_up", "join", "recover", "speak_as", "create_identity", "edit_identity", "invite"),
    *("let_in", "call_back", "come_back", "end_grant", "set_times", "add_passkey", "new_passkey", "remove_passkey", "confirm_passkey"),
    *("new_codes", "connect_channel", "disconnect_channel", "mark_channel", "open_channel", "approve", "keep_words", "delete_words"),
    *("resume", "set_resumption"),
)
KINDS = ("held", "parked", "not_sent", "not_sure", "shut_out", "outside", "opened", "asked", "stopped")


def upgrade() -> None:
    op.add_column("organisations", sa.Column("two_resume", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("channels", sa.Column("stopped", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("stopped_at", Moment(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(asked_at IS NULL) = (asked_by IS NULL) AND (asked_at IS NULL) = (why IS NULL)", name=op.f("ck_stops_asked_says_why")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_stops_ended_says_by_whom")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_stops_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stops_person_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_stops_asked_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_stops_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stops")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stops_public_id")),
    )
    op.create_index(op.f("ix_stops_organisation_id"), "stops", ["organisation_id"])
    standing = sa.text("ended_at IS NULL")
    op.create_index("uq_stops_open", "stops", ["organisation_id"], unique=True, sqlite_where=standing, postgresql_where=standing)
    op.create_table(
        "stop_deliveries",
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stop_id"], ["stops.id"], name=op.f("fk_stop_deliveries_stop_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_stop_deliveries_delivery_id")),
        sa.PrimaryKeyConstraint("stop_id", "delivery_id", name=op.f("pk_stop_deliveries")),
    )
    for name in ("challenges", "step_ups"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_purpose_known"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_purpose_known"), f"purpose IN {PURPOSES}")
    with op.batch_alter_table("alerts") as alerts:
        alerts.drop_constraint(op.f("ck_alerts_kind_known"), type_="check")
        alerts.create_check_constraint(op.f("ck_alerts_kind_known"), f"kind IN {KINDS}")
    with op.batch_alter_table("pushes") as pushes:
        pushes.drop_constraint(op.f("ck_pushes_told_known"), type_="check")
        pushes.create_check_constraint(op.f("ck_pushes_told_known"), f"told IN {KINDS} OR told IS NULL")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
