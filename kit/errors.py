"""Errors that residents and cadres may be told about."""

from typing import ClassVar


class PetitionError(Exception):
    """Base of every error this service raises on purpose.

    * PetitionError
      - NotFound         nothing there, or not yours to see
      - NotAllowed       you may see it, but not do this
      - Conflict         true a moment ago, no longer
      - BadInput         what was given cannot be used; the sentence says why and what to do
      - Unavailable      a neighbour (WeChat, Redis) did not answer

    ``phrase`` names the sentence shown to people; ``status`` is used by web pages only.
    ``facts`` fill the sentence.
    """

    phrase: ClassVar[str] = "error.unexpected"
    status: ClassVar[int] = 500

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{type(self).__name__}({facts})")
        self.facts = facts


class NotFound(PetitionError):
    phrase, status = "error.not_found", 404


class NotAllowed(PetitionError):
    phrase, status = "error.not_allowed", 403


class Conflict(PetitionError):
    phrase, status = "error.conflict", 409


class BadInput(PetitionError):
    phrase, status = "error.bad_input", 422


class Unavailable(PetitionError):
    phrase, status = "error.try_later", 503
