"""What can go wrong with items and facts."""

from typing import ClassVar

from kit.errors import BadInput, Conflict, NotAllowed, NotFound


class BadItem(BadInput):
    """The file of an item, of facts or of a dialog cannot be used."""

    phrase: ClassVar[str] = "import.bad_item"


class BadDraft(BadInput):
    """What an editor wrote lacks something; ``why`` says what."""

    phrase: ClassVar[str] = "editor.bad_draft"


class NoItem(NotFound):
    phrase: ClassVar[str] = "editor.no_item"


class NotAnEditor(NotAllowed):
    phrase: ClassVar[str] = "editor.not_yours"


class SecondPerson(NotAllowed):
    """Nobody publishes alone what nobody else has read."""

    phrase: ClassVar[str] = "editor.second_person"


class WrongStanding(Conflict):
    """It was published, refused or withdrawn meanwhile."""

    phrase: ClassVar[str] = "editor.wrong_standing"


class GoldenRefusal(Conflict):
    """Publishing would change what is answered elsewhere; ``changes`` lists it in plain words."""

    phrase: ClassVar[str] = "editor.golden_refusal"


class NothingToAsk(BadInput):
    """Questions and documents of a corpus do not belong together."""

    phrase: ClassVar[str] = "table.nothing_to_ask"
