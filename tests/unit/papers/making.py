"""Files of every kind, made by hand: what Word, WPS, a browser or a printer would write."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from openpyxl import Workbook

from knowledge.papers import Paper

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
OWN_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="styles.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/>
</Relationships>"""
STYLES = {"t": "Title", "h1": "heading 1", "h2": "heading 2", "w1": "标题 1"}


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    held = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{held}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def word_table(rows: Iterable[Sequence[str | tuple[str, str]]]) -> str:
    """A cell is its text, or its properties and its text."""
    lines = []
    for row in rows:
        cells = [("", cell) if isinstance(cell, str) else cell for cell in row]
        told = [f"<w:tc><w:tcPr>{p}</w:tcPr>{paragraph(text)}</w:tc>" for p, text in cells]
        lines.append(f"<w:tr>{''.join(told)}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def docx(
    path: Path, *parts: str, kind: str = "document.main", extra: Mapping[str, bytes] | None = None
) -> Path:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{slug}"><w:name w:val="{name}"/></w:style>'
        for slug, name in STYLES.items()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES.format(kind=kind))
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("word/_rels/document.xml.rels", OWN_RELATIONS)
        package.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
        body = f'<w:document xmlns:w="{W}"><w:body>{"".join(parts)}</w:body></w:document>'
        package.writestr("word/document.xml", body)
        for name, raw in (extra or {}).items():
            package.writestr(name, raw)
    return path


def xlsx(path: Path, rows: Iterable[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def pdf(path: Path, pages: Sequence[Sequence[str]], locked: bool = False) -> Path:
    """Pages of lines, with a font that says which letters its glyphs stand for."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    glyph = {letter: number for number, letter in enumerate(letters, 1)}
    table = "\n".join(
        f"1 beginbfchar <{glyph[c]:04x}> <{c.encode('utf-16-be').hex()}> endbfchar" for c in letters
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{table}\nendcmap end end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{7 + 2 * n} 0 R' for n in range(len(pages)))}]>>",  # noqa: E501
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",  # noqa: E501
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 5 0 R>>",  # noqa: E501
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",  # noqa: E501
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    for number, page in enumerate(pages):
        shown = "".join(
            f"BT /F 10 Tf 40 {800 - 16 * at} Td <{''.join(f'{glyph[c]:04x}' for c in line)}> Tj ET\n"  # noqa: E501
            for at, line in enumerate(page)
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {8 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
    if locked:
        objects.append(f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>")
    raw = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(raw))
        raw += f"{number} 0 obj\n{content}\nendobj\n".encode()
    begins = len(raw)
    lock = f"/Encrypt {len(objects)} 0 R/ID[<41><41>]" if locked else ""
    raw += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    raw += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    raw += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{lock}>>\n".encode()
    raw += f"startxref\n{begins}\n%%EOF\n".encode()
    path.write_bytes(raw)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def told(paper: Paper) -> list[str]:
    """The texts of a paper's blocks."""
    return [block.text for block in paper.blocks]
