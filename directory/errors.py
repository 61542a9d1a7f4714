"""What can go wrong with people and units."""

from kit.errors import BadInput


class BadInvitation(BadInput):
    phrase = "bind.bad_code"


class BadRows(BadInput):
    """A spreadsheet that cannot be taken in; ``problems`` names every bad row."""

    phrase = "import.bad_table"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(count=len(problems), problems="\n".join(problems))
        self.problems = problems
