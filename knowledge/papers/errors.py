"""Why a paper is not taken. Each sentence names the file and says what to do."""

from typing import ClassVar

from kit.errors import BadInput


class BadPaper(BadInput):
    """The file cannot be read: broken, or cut off on its way."""

    phrase: ClassVar[str] = "papers.broken"


class Missing(BadPaper):
    phrase: ClassVar[str] = "papers.missing"


class UnknownKind(BadPaper):
    phrase: ClassVar[str] = "papers.unknown_kind"


class OldOffice(BadPaper):
    """Of the time before docx and xlsx."""

    phrase: ClassVar[str] = "papers.old_office"


class TooLarge(BadPaper):
    phrase: ClassVar[str] = "papers.too_large"


class Swollen(BadPaper):
    """A small file that unpacks to a huge one."""

    phrase: ClassVar[str] = "papers.swollen"


class Locked(BadPaper):
    phrase: ClassVar[str] = "papers.locked"


class HasMacros(BadPaper):
    phrase: ClassVar[str] = "papers.macros"


class UnknownLetters(BadPaper):
    """In none of the encodings people use."""

    phrase: ClassVar[str] = "papers.unknown_letters"


class Scanned(BadPaper):
    """Pictures of pages."""

    phrase: ClassVar[str] = "papers.scanned"


class Empty(BadPaper):
    phrase: ClassVar[str] = "papers.empty"


class EmptySheet(BadPaper):
    """No row below the names of the columns."""

    phrase: ClassVar[str] = "papers.empty_sheet"
