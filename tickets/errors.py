"""What can go wrong with a ticket."""

from kit.errors import BadInput, Conflict, NotAllowed


class AlreadyClosed(Conflict):
    phrase = "ticket.already_closed"


class NotSignable(Conflict):
    phrase = "ticket.already_signed"


class NotWaiting(Conflict):
    phrase = "ticket.not_waiting"


class SaySomething(BadInput):
    phrase = "ticket.say_something"


class SameUnit(BadInput):
    phrase = "ticket.same_unit"


class NotToTheVillage(NotAllowed):
    phrase = "ticket.not_to_the_village"


class OwnMatter(NotAllowed):
    """Nobody handles what they reported themselves."""

    phrase = "ticket.own_matter"


class NotWithdrawable(NotAllowed):
    """An emergency or an accusation stays on record."""

    phrase = "ticket.not_withdrawable"


class NobodyAnswers(Conflict):
    """The directory has no unit at all that could take a ticket."""

    phrase = "ticket.nobody_answers"
