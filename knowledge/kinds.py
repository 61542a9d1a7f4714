"""Kinds of items, and the details each kind carries beside its text.

A service guide has the columns of a 便民服务 sheet; a certificate answers the three questions of
民发〔2020〕20号 (may the village issue it, who does, what replaces it).
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from kit import clock

Text = Annotated[str, BeforeValidator(lambda told: told.strip() if isinstance(told, str) else told)]

Moment = Annotated[
    datetime, AfterValidator(lambda at: at if at.tzinfo else at.replace(tzinfo=clock.TOWN))
]
"""An instant; one without a zone is meant as the town's."""


class Kind(StrEnum):
    POLICY = "policy"
    GUIDE = "guide"
    CERTIFICATE = "certificate"
    NOTICE = "notice"
    CONTACT = "contact"
    PUBLICATION = "publication"


class Details(BaseModel):
    """What an item carries beside its text; an empty one is not shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    book: Text = ""
    """Whose office is responsible: by 户籍地, 居住地 or where the thing lies (N22)."""
    door: Text = ""
    """Which door: village, town or county, in plain words."""


class Policy(Details):
    pass


class Guide(Details):
    """A service guide (办事指南)."""

    service: Text
    """Its class in the list of 14 classes."""
    who: Text
    bring: tuple[Text, ...]
    """The papers, one each; empty: nothing but oneself."""
    where: Text
    when: Text
    fee: Text
    takes: Text
    """Time limit."""
    agent: Text = ""
    """代办: who does it for you."""
    visit: Text = ""
    """上门: who comes to the house."""
    booking: Text = ""
    """预约: how."""
    form: Text = ""
    """What the form asks for, line by line, filled in as an example."""


class Certificate(Details):
    """A certificate (证明): may the village issue it, who does, what replaces it."""

    village_issues: bool
    where: Text
    instead: Text = ""
    bring: tuple[Text, ...] = ()


class Notice(Details):
    """Something that holds for a span of time: a planned outage, a payment day."""

    starts: Moment
    ends: Moment
    affected: Text
    advice: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Notice":
        if self.ends <= self.starts:
            raise ValueError("ends must be later than starts")
        return self


class Contact(Details):
    """Whom to call or where to go."""

    phone: Text
    where: Text = ""
    when: Text = ""


class Publication(Details):
    """What a village published, for which period, and when the next is due (村委会组织法)."""

    what: Text
    period: Text
    published_on: date | None = None
    next_due: date
    where: Text = ""


FORMS: Mapping[Kind, type[Details]] = {
    Kind.POLICY: Policy,
    Kind.GUIDE: Guide,
    Kind.CERTIFICATE: Certificate,
    Kind.NOTICE: Notice,
    Kind.CONTACT: Contact,
    Kind.PUBLICATION: Publication,
}


def checked(kind: Kind, told: Mapping[str, Any]) -> Details:
    """``told`` as the details of an item of ``kind``.

    Raises
    ------
    pydantic.ValidationError
        Something is missing, unknown or of the wrong type.
    """
    return FORMS[kind].model_validate(dict(told))
