"""Who answers: topic × place × what must be avoided → one unit. Pure."""

from dataclasses import dataclass

from directory.registry import VILLAGE_DUTIES, Office, Registry
from tickets.errors import NobodyAnswers
from topics import Subtopic

ABOVE_THE_VILLAGE = "superior-unit"
"""Duty of the town unit that takes what a village must not see."""
OPERATOR = "service-center"
"""Duty of the unit whose operators sort what nobody could sort."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The unit that gets a ticket."""

    office: Office
    kept_from_village: bool
    """True when the usual unit would have been the village and was passed over."""


def needs_village(subtopic: Subtopic | None, accuses: bool) -> bool:
    """Whether the place must be known before the ticket can be sent."""
    return subtopic is not None and subtopic.lead in VILLAGE_DUTIES and not accuses


def about_cadres(subtopic: Subtopic | None) -> bool:
    """Whether the subtopic itself is about cadres and collective money (T09, T10)."""
    return subtopic is not None and subtopic.topic in {"T09", "T10"} and subtopic.level >= "L2"


def destination(
    registry: Registry, subtopic: Subtopic | None, area_id: int | None, *, accuses: bool
) -> Destination:
    """The lead unit for ``subtopic`` at ``area_id``.

    Whatever speaks against cadres goes above the village (信访工作条例 Art.28, 30: the accused do
    not handle it and are not told). An unknown subtopic goes to the operators; a duty that nobody
    holds here goes to the unit above, so that no ticket is without an owner.

    Raises
    ------
    NobodyAnswers
        The directory holds no unit that could take it.
    """
    duty = subtopic.lead if subtopic else OPERATOR
    kept = accuses and duty in VILLAGE_DUTIES
    wanted = (ABOVE_THE_VILLAGE,) if kept else (duty,)
    for candidate in (*wanted, ABOVE_THE_VILLAGE, OPERATOR):
        office = registry.office_for(candidate, area_id)
        if office is not None and not (accuses and registry.is_village(office)):
            return Destination(office, kept)
    raise NobodyAnswers()
