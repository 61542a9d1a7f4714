"""People in a text: by their post, by a tie, by name; and no village taken for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.people import PersonKind, PersonNamed, persons

WORDS = [
    "我是",
    "叫",
    "白果村",
    "村里",
    "王",
    "书记",
    "的",
    "三组",
    "队长",
    "我妈",
    "邻居",
    "，",
    "张大山",
]


def only(text: str) -> PersonNamed:
    (person,) = persons(text)
    return person


@pytest.mark.parametrize(
    ("text", "told", "role", "scope"),
    [
        ("村支书不管事", "村支书", "支书", "村"),
        ("镇里领导看看吧", "镇里领导", "领导", "镇"),
        ("三组队长多占一分地", "三组队长", "队长", "三组"),
        ("3组的组长分水不公", "3组的组长", "组长", "3组"),
        ("学校老师打人", "学校老师", "老师", "学校"),
        ("工地老板跑了", "工地老板", "老板", "工地"),
        ("网格员没有上门", "网格员", "网格员", ""),
        ("第一书记来过一回", "第一书记", "第一书记", ""),
        ("副镇长答应过", "副镇长", "副镇长", ""),
        ("村医不在卫生室", "村医", "村医", "村"),
    ],
)
def test_people_in_office_are_known_with_the_body_they_serve(
    text: str, told: str, role: str, scope: str
) -> None:
    person = only(text)
    assert (person.kind, person.text) == (PersonKind.POST, told)
    assert (person.role, person.scope) == (role, scope)


@pytest.mark.parametrize("text", ["王书记", "村里王会计", "李某主任"])
def test_a_surname_before_a_post_belongs_to_it(text: str) -> None:
    assert only(f"听{text}讲的").text == text


@pytest.mark.parametrize(
    ("text", "told", "role"),
    [
        ("我妈瘫了两年", "我妈", "妈"),
        ("俺爹没领到钱", "俺爹", "爹"),
        ("隔壁把墙砌过来", "隔壁", "隔壁"),
        ("丈母娘的户口", "丈母娘", "丈母娘"),
    ],
)
def test_people_by_a_tie_are_known_by_it(text: str, told: str, role: str) -> None:
    person = only(text)
    assert (person.kind, person.text, person.role) == (PersonKind.RELATION, told, role)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王芳，想问一下", "王芳"),
        ("姓名：陈建国", "陈建国"),
        ("打人的叫李大山", "李大山"),
        ("本人周小满。", "周小满"),
        ("我是张三的妻舅", "张三"),
    ],
)
def test_a_name_that_is_given_is_known(text: str, name: str) -> None:
    person = only(text)
    assert (person.kind, person.text, person.role) == (PersonKind.NAME, name, "")


@pytest.mark.parametrize(
    "text",
    [
        "我是白果村的",
        "我是石桥镇的村民",
        "我是江西的",
        "我是方家村的，路坏了",
        "我是高三学生",
        "叫了半天没人应",
        "我是于心不忍才说",
    ],
)
def test_where_somebody_is_from_is_not_their_name(text: str) -> None:
    assert [person.text for person in persons(text)] == []


def test_everybody_is_told_as_they_follow_each_other() -> None:
    told = persons("我叫赵小梅，我妈和邻居吵架，找村主任和派出所民警都不管")
    assert [person.text for person in told] == ["赵小梅", "我妈", "邻居", "村主任", "民警"]


def test_nobody_is_found_where_nobody_is_spoken_of() -> None:
    for text in ("", "路灯坏了", "水管爆了三天没人修", "村里的路不平"):
        assert persons(text) == ()


@given(st.one_of(st.text(st.characters()), st.lists(st.sampled_from(WORDS)).map("".join)))
def test_people_are_found_where_they_stand_and_in_order(text: str) -> None:
    found = persons(text)
    for person in found:
        assert text[person.start : person.end] == person.text
        assert person.text
        assert person.scope in person.text
        assert person.role in person.text
    assert [person.start for person in found] == sorted(person.start for person in found)
