"""The second person: what a keeper asks for, on which days, and the yes of a colleague that a hold waits for."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PURPOSES = (
    *("sign_in", "set_up", "join", "recover", "speak_as", "create_identity", "edit_identity", "invite", "let_in", "call_back"),
    *("come_back", "end_grant", "add_passkey", "new_passkey", "remove_passkey", "confirm_passkey", "new_codes", "connect_channel"),
    *("disconnect_channel", "mark_channel", "open_channel", "approve"),
)
KINDS = ("held", "parked", "not_sent", "not_sure", "shut_out", "outside", "opened", "asked")
ENDS = ("refused", "unanswered", "taken_back", "grant_ended", "passkey_removed", "channels_changed")
ASKED = sa.text("approval = 'asked'")


def upgrade() -> None:
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
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("approval", sa.String(), nullable=True))
        posts.create_check_constraint(op.f("ck_posts_approval_known"), "approval IN ('asked', 'given') OR approval IS NULL")
    op.create_index("ix_posts_asked", "posts", ["due_at"], sqlite_where=ASKED, postgresql_where=ASKED)
    _rules()
    _approvals()


def _rules() -> None:
    op.create_table(
        "approval_rules",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("applies", sa.String(), nullable=False),
        sa.Column("objection_minutes", sa.Integer(), nullable=False),
        sa.Column("answer_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("ask IN ('none', 'objection', 'yes')", name=op.f("ck_approval_rules_ask_known")),
        sa.CheckConstraint("applies IN ('always', 'asked_for', 'periods')", name=op.f("ck_approval_rules_applies_known")),
        sa.CheckConstraint("objection_minutes BETWEEN 1 AND 240", name=op.f("ck_approval_rules_objection_bounds")),
        sa.CheckConstraint("answer_minutes BETWEEN 1 AND 1440", name=op.f("ck_approval_rules_answer_bounds")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_approval_rules_identity_id")),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_approval_rules")),
    )
    op.create_table(
        "calendar_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("until_at", Moment(), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_calendar_periods_begins_first")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_calendar_periods_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_periods")),
    )
    op.create_index(op.f("ix_calendar_periods_identity_id"), "calendar_periods", ["identity_id"])


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("payload_digest", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=False),
        sa.Column("given_at", Moment(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("step_up_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(f"ended_why IN {ENDS} OR ended_why IS NULL", name=op.f("ck_approvals_ended_why_known")),
        sa.CheckConstraint("(given_at IS NULL) = (given_by IS NULL)", name=op.f("ck_approvals_given_says_by_whom")),
        sa.CheckConstraint("(given_at IS NULL) = (step_up_id IS NULL)", name=op.f("ck_approvals_given_by_a_finger")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_approvals_ended_says_why")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_approvals_post_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_approvals_hold_id")),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name=op.f("fk_approvals_given_by")),
        sa.ForeignKeyConstraint(["step_up_id"], ["step_ups.id"], name=op.f("fk_approvals_step_up_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_approvals_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_approvals_hold_id")),
        sa.UniqueConstraint("step_up_id", name=op.f("uq_approvals_step_up_id")),
    )
    op.create_index(op.f("ix_approvals_post_id"), "approvals", ["post_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
