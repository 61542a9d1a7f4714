"""Add corrections and what was understood.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("guessed", sa.String(length=20), nullable=False),
        sa.Column("meant", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("review", sa.String(length=10), nullable=False),
        sa.Column("reviewed_by", sa.String(length=40), nullable=False),
        sa.Column("reviewed_at", db.base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("created_at", db.base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_correction_by_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_correction_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_review_id"), ["review", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("certainty", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("code", sa.String(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("confidence", sa.Double(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("model", sa.String(length=40), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.drop_column("model")
        batch_op.drop_column("confidence")
        batch_op.drop_column("code")
        batch_op.drop_column("certainty")

    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_correction_review_id"))

    op.drop_table("correction")
