"""What is not taken, and the sentence that says why."""

from pathlib import Path

import pytest

from kit.errors import BadInput
from knowledge.papers import BadPaper, gate, read
from phrases import say
from tests.unit.papers.making import docx, paragraph, pdf, text, xlsx

OLE = gate.OLE


def why(path: Path) -> str:
    with pytest.raises(BadPaper) as refusal:
        read(path)
    assert isinstance(refusal.value, BadInput)
    return say(refusal.value.phrase, **refusal.value.facts)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert why(tmp_path / "a.docx") == "找不到 a.docx。"
    (tmp_path / "b.docx").mkdir()
    assert why(tmp_path / "b.docx") == "找不到 b.docx。"


@pytest.mark.parametrize(("name", "wanted"), [("a.doc", "docx"), ("a.XLS", "xlsx")])
def test_a_file_of_old_office_is_sent_to_be_saved_anew(
    tmp_path: Path, name: str, wanted: str
) -> None:
    path = tmp_path / name
    path.write_bytes(OLE + bytes(100))
    assert why(path) == f"{name} 是旧格式。请用 Word 或 WPS 打开，另存为 {wanted}，再传。"


def test_a_file_of_old_office_under_a_new_name(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(OLE + bytes(100))
    assert "旧格式" in why(path)


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    assert why(text(tmp_path / "a.zip", "x")).startswith("a.zip 这种文件读不了。请用 Word（docx）")
    assert why(text(tmp_path / "没有后缀", "x")).startswith("没有后缀 这种文件读不了。")


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(gate.MOST_BYTES + 1)
    assert why(path) == "a.pdf 有 51 MB，超过了 50 MB。请拆成几份再传。"


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_an_office_file_with_a_password(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(OLE + bytes(600) + gate.ENCRYPTED + bytes(600))
    assert why(path) == f"{name} 设了密码，打不开。请去掉密码再传。"


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [["带身份证。"]], locked=True)
    assert why(path) == "a.pdf 设了密码，打不开。请去掉密码再传。"


def test_macros_by_name_by_content_and_by_what_the_file_says(tmp_path: Path) -> None:
    sentence = "{} 带宏（里面藏着小程序），为了安全不收。请另存为不带宏的 {}，再传。"
    assert why(tmp_path / "a.docm") == sentence.format("a.docm", "docx")
    assert why(tmp_path / "a.xlsm") == sentence.format("a.xlsm", "xlsx")
    carries = docx(tmp_path / "b.docx", paragraph("好。"), extra={"word/vbaProject.bin": b"x"})
    assert why(carries) == sentence.format("b.docx", "docx")
    says = docx(tmp_path / "c.docx", paragraph("好。"), kind="document.macroEnabled.main")
    assert why(says) == sentence.format("c.docx", "docx")


def test_a_file_that_swells(tmp_path: Path) -> None:
    one = docx(tmp_path / "a.docx", paragraph("好。"), extra={"word/x.xml": bytes(10 * 2**20)})
    assert why(one) == "a.docx 解开后有 11 MB，不像正常的文件，没有打开。请另存一份小的再传。"
    many = {f"word/{number}.xml": bytes(5 * 2**20) for number in range(41)}
    assert why(docx(tmp_path / "b.docx", paragraph("好。"), extra=many)).startswith(
        "b.docx 解开后有 206 MB"
    )


BROKEN = "{} 读不了，可能坏了或者没传完整。请打开看看，另存一份再传。"


def test_a_file_cut_off_on_its_way(tmp_path: Path) -> None:
    good = [
        docx(tmp_path / "a.docx", paragraph("带身份证。")),
        xlsx(tmp_path / "a.xlsx", [["村名", "电话"], ["石桥村", "81230001"]]),
        pdf(tmp_path / "a.pdf", [["带身份证。"]]),
    ]
    for path in good:
        raw = path.read_bytes()
        for share in (0, 0.1, 0.4):
            path.write_bytes(raw[: int(len(raw) * share)])
            assert why(path) == BROKEN.format(path.name)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf"])
def test_a_file_that_is_something_else_inside(tmp_path: Path, name: str) -> None:
    assert why(text(tmp_path / name, "我不是文件。")) == BROKEN.format(name)


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", f"村名,备注\n石桥村,好\n禾口村,{'长' * 140_000}\n")
    assert why(path).startswith("a.csv 第3行读不了")


def test_letters_of_no_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("第一行\n第二行\n".encode() + b"\xff\xff\xff\n")
    assert why(path) == "a.txt 第3行的文字认不出。请用记事本打开，另存为 UTF-8，再传。"
    path.write_bytes("第一行\n".encode() + b"\x00\x01\n")
    assert why(path).startswith("a.txt 第2行的文字认不出。")


def test_a_scan_is_called_one(tmp_path: Path) -> None:
    sentence = "a.pdf 是扫描件，{}没有文字。请换成能选中文字的文件，或者先做文字识别。"
    assert why(pdf(tmp_path / "a.pdf", [[]])) == sentence.format("第1页")
    assert why(pdf(tmp_path / "a.pdf", [[], [], []])) == sentence.format("第1—3页")


def test_a_font_that_tells_no_letters_counts_as_a_scan(tmp_path: Path) -> None:
    assert "没有文字" in why(pdf(tmp_path / "a.pdf", [["\ue001\ue002\ue003\ue004"]]))


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize("content", ["", " \n\n", "\u200b\ufeff"])
def test_a_text_that_says_nothing(tmp_path: Path, name: str, content: str) -> None:
    assert why(text(tmp_path / name, content)) == f"{name} 里没有文字。"


def test_pages_and_documents_that_say_nothing(tmp_path: Path) -> None:
    page = "<title>首页</title><nav>菜单</nav><script>1</script>"
    assert why(text(tmp_path / "a.html", page)) == "a.html 里没有文字。"
    assert why(text(tmp_path / "a.md", "+++\ntitle = '空'\n+++\n")) == "a.md 里没有文字。"
    assert why(docx(tmp_path / "a.docx", paragraph(" "))) == "a.docx 里没有文字。"


@pytest.mark.parametrize("rows", [[], [["村名", "电话"]], [["村名", "电话"], ["", None]]])
def test_a_sheet_without_rows(tmp_path: Path, rows: list[list[object]]) -> None:
    sentence = "{} 里没有内容：列名下面一行也没有。"
    assert why(xlsx(tmp_path / "a.xlsx", rows)) == sentence.format("a.xlsx")
    lines = [",".join(str(cell or "") for cell in row) for row in rows]
    assert why(text(tmp_path / "a.csv", "\n".join(lines))) == sentence.format("a.csv")
