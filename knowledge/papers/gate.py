"""What is looked at before a file is opened: its size, what it really is, what it carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from knowledge.papers.errors import (
    BadPaper,
    HasMacros,
    Locked,
    Missing,
    OldOffice,
    Swollen,
    TooLarge,
    UnknownKind,
)

MEGABYTE = 2**20
MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_RATIO = 200
"""Unpacked to packed, of one part above ``PART``; a sheet of equal lines reaches about 60."""
PART = 5 * MEGABYTE
MOST_PARTS = 10_000
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""Begins a file of old Office, and an encrypted one of new Office."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MODERN = {
    ".doc": "docx", ".dot": "docx", ".wps": "docx", ".rtf": "docx", ".xls": "xlsx", ".et": "xlsx",
}  # fmt: skip
WITH_MACROS = {".docm": "docx", ".dotm": "docx", ".xlsm": "xlsx", ".xltm": "xlsx", ".xlsb": "xlsx"}
PACKED = {".docx", ".xlsx"}


def check(path: Path, kinds: frozenset[str]) -> None:
    """Let ``path`` through if its outside is that of a file of one of ``kinds`` (suffixes).

    Raises
    ------
    BadPaper
        It is missing, too large, of another kind, locked, full of macros, or packed to harm.
    """
    suffix = path.suffix.lower()
    if suffix in MODERN:
        raise OldOffice(file=path.name, wanted=MODERN[suffix])
    if suffix in WITH_MACROS:
        raise HasMacros(file=path.name, wanted=WITH_MACROS[suffix])
    if suffix not in kinds:
        raise UnknownKind(file=path.name)
    if not path.is_file():
        raise Missing(file=path.name)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TooLarge(file=path.name, size=-(-size // MEGABYTE), most=MOST_BYTES // MEGABYTE)
    if suffix in PACKED:
        _check_package(path, suffix[1:])


def _check_package(path: Path, kind: str) -> None:
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            if ENCRYPTED in file.read():
                raise Locked(file=path.name)
            raise OldOffice(file=path.name, wanted=kind)
    with ZipFile(path) as package:
        parts = package.infolist()
        _check_parts(path, kind, parts)
        types = next((part for part in parts if part.filename == "[Content_Types].xml"), None)
        if types and b"macroEnabled" in package.read(types):
            raise HasMacros(file=path.name, wanted=kind)


def _check_parts(path: Path, kind: str, parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Locked(file=path.name)
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > PART and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if unpacked > MOST_UNPACKED or swollen or len(parts) > MOST_PARTS:
        raise Swollen(file=path.name, size=-(-unpacked // MEGABYTE))
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise HasMacros(file=path.name, wanted=kind)


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Whatever a parser trips over is a broken file: theirs raise anything, from any depth."""
    try:
        yield
    except BadPaper:
        raise
    except Exception as trouble:
        raise BadPaper(file=path.name, where="") from trouble
