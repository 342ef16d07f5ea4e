"""Pictures: their bytes, how they arrive, and where they stand."""

import sqlalchemy as sa
from alembic import op

from pwa.store.moments import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("identities", sa.Column("crest", sa.String(), nullable=True))
    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("media_type IN ('image/jpeg', 'image/png')", name=op.f("ck_pictures_media_type_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pictures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pictures_public_id")),
    )
    op.create_index(op.f("ix_pictures_person_id"), "pictures", ["person_id"])
    op.create_index(op.f("ix_pictures_made_at"), "pictures", ["made_at"])
    op.create_table(
        "picture_files",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_picture_files_picture_id")),
        sa.PrimaryKeyConstraint("picture_id", name=op.f("pk_picture_files")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("refused", sa.String(), nullable=True),
        sa.CheckConstraint("received BETWEEN 0 AND size", name=op.f("ck_uploads_received_bounds")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_uploads_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_uploads_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("public_id", name=op.f("uq_uploads_public_id")),
    )
    op.create_index(op.f("ix_uploads_person_id"), "uploads", ["person_id"])
    op.create_index(op.f("ix_uploads_begun_at"), "uploads", ["begun_at"])
    op.create_index(op.f("ix_uploads_picture_id"), "uploads", ["picture_id"])
    op.create_table(
        "upload_chunks",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_upload_chunks_upload_id")),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_upload_chunks")),
    )
    op.create_table(
        "draft_pictures",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_pictures_draft_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_draft_pictures_picture_id")),
        sa.PrimaryKeyConstraint("draft_id", "place", name=op.f("pk_draft_pictures")),
    )
    for owner, table in (("part_id", "parts"), ("entry_id", "board_entries")):
        name = "part_pictures" if table == "parts" else "board_pictures"
        op.create_table(
            name,
            sa.Column(owner, sa.Integer(), nullable=False),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("picture_id", sa.Integer(), nullable=False),
            sa.Column("alt", sa.String(), nullable=False),
            sa.ForeignKeyConstraint([owner], [f"{table}.id"], name=op.f(f"fk_{name}_{owner}")),
            sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f(f"fk_{name}_picture_id")),
            sa.PrimaryKeyConstraint(owner, "place", name=op.f(f"pk_{name}")),
        )
    for name in ("draft_pictures", "part_pictures", "board_pictures"):
        op.create_index(op.f(f"ix_{name}_picture_id"), name, ["picture_id"])


def downgrade() -> None:
    raise NotImplementedError("Pictures would be lost: restore a backup instead.")
