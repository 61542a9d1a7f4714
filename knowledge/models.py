"""What the house answers with: items in revisions, typed facts, and questions nobody answered."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, CreatedAt, Id, Instant
from knowledge.facts import FactKind
from knowledge.kinds import Kind


class Standing(StrEnum):
    """Where a revision, or a new value of a fact, stands.

    draft -> review -> published -> replaced or withdrawn; review -> draft when it is refused.
    Expiry is no standing: it follows from the date (``ItemRevision.expires``).
    """

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Item(Base):
    """One thing the house can tell; its words are in its revisions."""

    __tablename__ = "item"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    """``0505-old-age-allowance``; ``…@v03`` says the same for one area and inherits the rest."""
    kind: Mapped[Kind] = mapped_column(String(12))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who keeps it true; told when it expires or is due for another look."""
    created_at: Mapped[CreatedAt]

    revisions: Mapped[list["ItemRevision"]] = relationship(
        back_populates="item", order_by="ItemRevision.number"
    )


class ItemRevision(Base):
    """The words of an item at one time; never changed once it was published."""

    __tablename__ = "item_revision"
    __table_args__ = (Index(None, "item_id", "number", unique=True), Index(None, "standing"))

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    standing: Mapped[Standing] = mapped_column(String(10), default=Standing.DRAFT)
    title: Mapped[str] = mapped_column(String(120))
    subtopics: Mapped[str] = mapped_column(String(120))
    """Codes it answers for, the main one first, separated by ``|``."""
    body: Mapped[str] = mapped_column(Text)
    """Paragraphs, one a line; amounts and the like stand as slots (``{dibao-line}``)."""
    details: Mapped[str] = mapped_column(Text, default="{}")
    """What the kind asks for (``knowledge.kinds``), as JSON."""
    source: Mapped[str] = mapped_column(Text)
    """Document and clause, as shown."""
    unit: Mapped[str] = mapped_column(String(40))
    """Slug of the unit that answers for it."""
    area: Mapped[str] = mapped_column(String(40))
    """Code of the area it holds for, with everything inside."""
    effective: Mapped[date] = mapped_column(Date)
    expires: Mapped[date] = mapped_column(Date)
    """The last day on which it answers."""
    review_on: Mapped[date] = mapped_column(Date)
    questions: Mapped[str] = mapped_column(Text)
    """Phrasings it answers, one a line; the first three are golden."""
    not_for: Mapped[str] = mapped_column(Text, default="")
    """Look-alike questions it must not answer, one a line; all golden."""
    dialog: Mapped[str] = mapped_column(String(40), default="")
    """The eligibility dialog that belongs to it."""
    to_check: Mapped[bool] = mapped_column(default=False)
    """Shown with 「请按本地文件核对」: nobody here has checked it against local papers."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: it came with the house."""
    reason: Mapped[str] = mapped_column(Text, default="")
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[CreatedAt]
    published_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    """When it was replaced or withdrawn."""

    item: Mapped[Item] = relationship(back_populates="revisions")


class FactValue(Base):
    """What a fact was said to be; the latest published value that covers a day holds on it."""

    __tablename__ = "fact_value"
    __table_args__ = (Index(None, "key", "area"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(60))
    area: Mapped[str] = mapped_column(String(40), default="")
    """Code of the area it holds for; empty: wherever nothing nearer holds."""
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[FactKind] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(60))
    """The number, the date (ISO) or the telephone number."""
    unit: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(Text)
    starts: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    standing: Mapped[Standing] = mapped_column(String(10), default=Standing.REVIEW)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[CreatedAt]
    published_at: Mapped[Instant | None]


class Gap(Base):
    """A question that found no answer; clustered into what editors should write next."""

    __tablename__ = "gap"
    __table_args__ = (Index(None, "closed_at", "code"),)

    id: Mapped[Id]
    text: Mapped[str] = mapped_column(Text)
    """The question, with numbers of people, cards and telephones blotted out."""
    code: Mapped[str] = mapped_column(String(20), default="")
    """The subtopic it seemed to be about; empty: unknown."""
    area: Mapped[str] = mapped_column(String(40), default="")
    """Code of the village it came from; empty: unknown."""
    closed_at: Mapped[Instant | None]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    """The item that answers it now."""
    created_at: Mapped[CreatedAt]
