"""A cadre binds the WeChat account with the one-time code from the administrator."""

import directory.service as directory
from tests.town import Town


def code_for(hexi: Town, name: str) -> str:
    """What the administrator reads out to ``name``."""
    with hexi.parts.sessions.begin() as session:
        return directory.invite(session, directory.person_named(session, name))


def test_a_fresh_code_makes_a_stranger_a_cadre(hexi: Town) -> None:
    phone = hexi.phone("o_new")
    code = code_for(hexi, "佘桂香")
    assert "不对或已过期" in phone.says("绑定 00000000").text
    bound = phone.says(f"绑定 {code}").text
    assert "佘桂香（白果村村民委员会网格员）" in bound
    hexi.phone("o_li", "v03").says("村口路灯坏了半个月了没人修")
    hexi.deliver()
    assert "1号" in phone.says("待办").text
    assert "不对或已过期" in hexi.phone("o_thief").says(f"绑定 {code}").text


def test_a_code_runs_out_after_a_week(hexi: Town) -> None:
    code = code_for(hexi, "段永康")
    hexi.travel(days=8)
    assert "找管理员要新的" in hexi.phone("o_late").says(f"绑定{code}").text


def test_what_the_cadre_reported_before_is_still_there_and_not_the_cadres_to_handle(
    hexi: Town,
) -> None:
    phone = hexi.phone("o_new", "v03")
    phone.says("村口路灯坏了半个月了没人修")
    phone.says(f"绑定 {code_for(hexi, '段永康')}")
    hexi.deliver()
    assert "1号" in phone.says("我反映的事办得怎么样了").text
    assert "要由别的同事来办" in phone.says("签收 1").text
