"""Pictures, voices, places, links, and words that are hardly any: always a helpful answer."""

from sqlalchemy import select

from tests.town import Town
from tickets.models import Attachment

LAMP = "村口路灯坏了半个月了没人修"
PICTURE = b"\xff\xd8\xff\xe0" + b"photo" * 20 + b"\xff\xd9"


def attached(hexi: Town) -> list[tuple[str, int | None]]:
    """Kind and ticket of everything that was sent."""
    with hexi.session() as session:
        rows = session.execute(
            select(Attachment.kind, Attachment.ticket_id).order_by(Attachment.id)
        )
        return [(row.kind, row.ticket_id) for row in rows]


def test_a_picture_before_the_words_belongs_to_their_ticket(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    assert "照片收到了" in li.sends_picture(PICTURE).text
    assert "您好" in li.says("你好").text
    assert "已登记，1号" in li.says(LAMP).text
    assert attached(hexi) == [("picture", 1)]


def test_the_village_question_in_between_does_not_part_picture_and_ticket(hexi: Town) -> None:
    li = hexi.phone("o_li")
    li.sends_picture(PICTURE)
    li.says(LAMP)
    assert "哪个村" in li.sends_picture(PICTURE).text
    assert "已登记，1号" in li.says("白果").text
    assert attached(hexi) == [("picture", 1), ("picture", 1)]


def test_pictures_voices_and_places_go_to_the_open_ticket(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    li.says(LAMP)
    for sent in (
        li.sends_picture(PICTURE),
        li.sends_voice(b"#!AMR", ""),
        li.sends_video(),
        li.sends_location(30.1, 110.2, "小卖部门口"),
    ):
        assert "已放进1号" in sent.text
    assert [ticket for _, ticket in attached(hexi)] == [1, 1, 1]
    assert "小卖部门口" in hexi.phone("o_cadre_baiguo").says("1号").text


def test_a_voice_that_was_recognised_is_words(hexi: Town) -> None:
    li = hexi.phone("o_li")
    assert "再打一两句话" in li.sends_voice(b"#!AMR").text
    assert "白果村村民委员会" in li.sends_voice(b"#!AMR", "白果村的路灯坏了").text
    assert attached(hexi) == [("voice", 1), ("voice", 1)]


def test_a_place_sent_first_tells_the_village_and_stands_in_the_ticket(hexi: Town) -> None:
    li, cadre = hexi.phone("o_li"), hexi.phone("o_cadre_baiguo")
    assert "那里是什么事" in li.sends_location(30.1, 110.2, "白果村小卖部门口").text
    assert "白果村村民委员会" in li.says("这里的路灯坏了好多天").text
    assert "小卖部门口" in cadre.says("1号").text


def test_a_link_is_met_with_a_warning(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    assert "不要转账" in li.sends_link("免费领鸡蛋", "点击领取").text


def test_whatever_is_sent_the_answer_says_what_to_do(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    answers = [
        li.sends_file().text,
        li.sends_unknown().text,
        li.says(" ").text,
        li.says("😀").text,
        li.says("8").text,
        li.says("13800000000").text,
        li.says("Hello, where can I renew my ID card?").text,
        li.says("。。。").text,
    ]
    for answer in answers:
        assert "转人工" in answer or "说" in answer
    assert "Sorry" in answers[6]
    assert not hexi.tickets()
    assert not li.faults


def test_two_thousand_characters_are_read_like_any_other_words(hexi: Town) -> None:
    li = hexi.phone("o_li", "v03")
    story = "村口路灯坏了半个月了没人修，晚上看不见路。" * 95
    assert "白果村村民委员会" in li.says(story[:2000]).text
    assert hexi.tickets()[0].text.startswith("村口路灯坏了")
    assert "路灯" in hexi.phone("o_cadre_baiguo").says("1号").text
    assert not li.faults
