"""Each kind of file as its programs write it, read into headed paragraphs."""

import zipfile
from pathlib import Path

from knowledge.papers import Block, read
from tests.unit.papers.making import docx, paragraph, pdf, run, text, told, word_table

LONG = "凡户口在本镇、年满八十周岁的老人都可以申请高龄津贴由本人或者家里人到村里填表"


# —— Word ——


def test_a_word_document_keeps_its_title_and_the_chain_of_its_headings(tmp_path: Path) -> None:
    paper = read(
        docx(
            tmp_path / "津贴.docx",
            paragraph("禾溪镇高龄津贴办法", "t"),
            paragraph("总则", "h1"),
            paragraph("这笔钱是给老人的。"),
            paragraph("申领", "w1"),
            paragraph("材料", "h2"),
            paragraph("带身份证和社保卡。"),
        )
    )
    assert (paper.name, paper.title) == ("津贴.docx", "禾溪镇高龄津贴办法")
    assert paper.blocks == (
        Block("这笔钱是给老人的。", ("总则",)),
        Block("带身份证和社保卡。", ("申领", "材料")),
    )
    assert paper.warnings == ()


def test_headings_nobody_marked_are_known_by_their_look(tmp_path: Path) -> None:
    lines = ["高龄津贴怎么领", "一、条件", "（一）年龄", "满八十周岁。", "二、材料", "身份证。"]
    paper = read(docx(tmp_path / "a.docx", *map(paragraph, lines)))
    assert paper.title == "高龄津贴怎么领"
    assert [(block.heading, block.text) for block in paper.blocks] == [
        (("一、条件", "（一）年龄"), "满八十周岁。"),
        (("二、材料",), "身份证。"),
    ]


def test_a_heading_with_nothing_under_it_is_not_lost(tmp_path: Path) -> None:
    lines = ["办津贴要带的东西", "一、身份证", "二、社保卡"]
    paper = read(docx(tmp_path / "a.docx", *map(paragraph, lines)))
    assert told(paper) == ["一、身份证", "二、社保卡"]


def test_a_table_becomes_one_sentence_for_each_row(tmp_path: Path) -> None:
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows: list[list[str | tuple[str, str]]] = [
        ["年龄", "家境", "标准"],
        [(begins, "满80周岁"), "一般", "50元"],
        [(goes_on, ""), "特困", "80元"],
    ]
    paper = read(docx(tmp_path / "a.docx", paragraph("津贴标准如下。"), word_table(rows)))
    assert told(paper)[1:] == [
        "年龄：满80周岁；家境：一般；标准：50元",
        "年龄：满80周岁；家境：特困；标准：80元",
    ]


def test_a_form_tells_its_left_column_as_names(tmp_path: Path) -> None:
    rows = [["办理地点", "便民服务中心三号窗口"], ["办理时间", "工作日上午"]]
    paper = read(docx(tmp_path / "a.docx", word_table(rows)))
    assert told(paper) == ["办理地点：便民服务中心三号窗口", "办理时间：工作日上午"]


def test_readings_above_and_hidden_words_are_left_out(tmp_path: Path) -> None:
    ruby = (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>dī</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>低</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    hidden = run("内部掌握", "<w:vanish/>")
    paper = read(docx(tmp_path / "a.docx", f"<w:p>{ruby}{run('保户')}{hidden}</w:p>"))
    assert told(paper) == ["低保户"]


def test_numbers_that_word_counts_itself_are_warned_of(tmp_path: Path) -> None:
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    path = docx(
        tmp_path / "a.docx",
        paragraph("带身份证。", properties=listed),
        extra={"word/numbering.xml": numbering.encode()},
    )
    _relate_numbering(path)
    paper = read(path)
    assert "自动编的号" in "".join(paper.warnings)
    assert told(paper)[-1].endswith("带身份证。")


def _relate_numbering(path: Path) -> None:
    name, kind = "word/_rels/document.xml.rels", "relationships/numbering"
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    related = parts[name].replace(b"relationships/styles", kind.encode())
    parts[name] = related.replace(b"styles.xml", b"numbering.xml")
    with zipfile.ZipFile(path, "w") as package:
        for part, raw in parts.items():
            package.writestr(part, raw)


# —— PDF ——


def test_lines_of_a_pdf_become_paragraphs_with_their_pages(tmp_path: Path) -> None:
    pages = [
        ["高龄津贴怎么领", "一、条件", LONG, "统一报到镇上。"],
        ["二、材料", "带身份证到村里。"],
    ]
    paper = read(pdf(tmp_path / "a.pdf", pages))
    assert paper.title == "高龄津贴怎么领"
    assert paper.blocks == (
        Block(LONG + "统一报到镇上。", ("一、条件",), page=1),
        Block("带身份证到村里。", ("二、材料",), page=2),
    )


def test_a_sentence_that_runs_over_the_page_stays_whole(tmp_path: Path) -> None:
    paper = read(pdf(tmp_path / "a.pdf", [["津贴办法", LONG], ["统一报到镇上。"]]))
    assert paper.blocks == (Block(LONG + "统一报到镇上。", page=1),)


def test_running_heads_and_page_numbers_are_taken_away_and_told(tmp_path: Path) -> None:
    texts = ["第一段讲条件。", "第二段讲材料。", "第三段讲去哪里。", "第四段讲多久。"]
    pages = [["禾溪镇便民手册", one, f"- {at} -"] for at, one in enumerate(texts, 1)]
    paper = read(pdf(tmp_path / "a.pdf", pages))
    assert told(paper) == texts
    assert paper.warnings == ("每页都有的页眉页脚没有读进来：禾溪镇便民手册。",)


def test_bare_page_numbers_go_but_a_number_in_the_text_stays(tmp_path: Path) -> None:
    pages = [["每人每月", "50", "由镇上发。", "1"], ["每半年认证一次。", "2"]]
    paper = read(pdf(tmp_path / "a.pdf", pages))
    assert "50" in "".join(told(paper))
    assert not told(paper)[-1].endswith("2")


def test_a_page_without_text_among_others_is_named(tmp_path: Path) -> None:
    paper = read(pdf(tmp_path / "a.pdf", [["津贴办法。"], [], ["带身份证。"], [], []]))
    assert paper.warnings == ("第2、4—5页没有文字，可能是扫描的，没有读进来。",)
    assert [block.page for block in paper.blocks] == [1, 3]


def test_radicals_from_a_browsers_pdf_are_the_characters_they_look_like(tmp_path: Path) -> None:
    paper = read(pdf(tmp_path / "a.pdf", [["昆⼭的居⺠⽤⼾口本办。"]]))
    assert told(paper) == ["昆山的居民用户口本办。"]


# —— Pages and plain text ——


def test_a_saved_page_is_read_without_its_menus(tmp_path: Path) -> None:
    page = """<html><head><title>低保怎么办 - 禾溪镇</title><style>p {}</style></head><body>
    <nav>首页 | 办事</nav><!-- 改版 --><h1>低保怎么办</h1><p>带身份证
    到村里。<br>不收钱<script>if (1 < 2) {}</script>。<p style="display: none">草稿</p>
    <h2>标准</h2><table><tr><th>人数</th><th>每月</th></tr><tr><td>一人<td>700元</table>
    <ol start="3"><li>等公示<li>领钱</ol><footer>版权</footer>"""
    paper = read(text(tmp_path / "a.html", page))
    assert paper.title == "低保怎么办"
    assert [(block.text, block.heading) for block in paper.blocks] == [
        ("带身份证到村里。", ()),
        ("不收钱。", ()),
        ("人数：一人；每月：700元", ("标准",)),
        ("3. 等公示", ("标准",)),
        ("4. 领钱", ("标准",)),
    ]


def test_a_table_around_a_table_only_arranges_the_page(tmp_path: Path) -> None:
    page = """<table><tr><td>办事指南<td><p>看这里。</p><table><tr><td>村名<td>电话<td>人数
    <tr><td>石桥村<td>81230001<td>312</table></table>"""
    paper = read(text(tmp_path / "a.htm", page))
    assert told(paper)[-2:] == ["看这里。", "村名：石桥村；电话：81230001；人数：312"]


def test_markdown_is_read_with_its_front_matter_and_tables(tmp_path: Path) -> None:
    page = '+++\ntitle = "低保怎么办"\n+++\n\n# 怎么办\n\n先填表，\n再交到村里。\n\n## 标准\n\n'
    page += "| 人数 | 每月 |\n|---|---|\n| 一人 | 700元 |\n"
    paper = read(text(tmp_path / "a.md", page))
    assert paper.title == "低保怎么办"
    assert paper.blocks == (
        Block("先填表，再交到村里。", ("怎么办",)),
        Block("人数：一人；每月：700元", ("怎么办", "标准")),
    )


def test_plain_text_is_joined_where_a_machine_wrapped_it(tmp_path: Path) -> None:
    content = f"津贴怎么领\n\n　　{LONG}\n统一报到镇上。\n　　不收钱。\n"
    paper = read(text(tmp_path / "a.txt", content))
    assert paper.title == "津贴怎么领"
    assert told(paper) == [LONG + "统一报到镇上。", "不收钱。"]


def test_the_encoding_of_taiwan_is_known_by_its_characters(tmp_path: Path) -> None:
    content = "關於老人津貼的說明。\n年滿八十歲的老人可以申請，請帶身分證到村裡辦理。\n"
    paper = read(text(tmp_path / "a.txt", content, "big5"))
    assert told(paper)[-1] == "年满八十岁的老人可以申请，请带身分证到村里办理。"
    assert paper.warnings == ("这份文件是按繁体编码（Big5）读的，请核对文字。",)


def test_a_paper_without_any_title_is_called_after_its_file(tmp_path: Path) -> None:
    assert read(text(tmp_path / "办事.txt", "带身份证到村里。")).title == "办事"
