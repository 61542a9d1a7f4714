"""WeChat and workers fail in every way: no letter is lost, none is sent twice without need."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import update

from directory.models import Person
from emulator.phone import Phone
from kit import clock
from letters import outbox
from letters.models import Delivery, Letter
from letters.outbox import LEASE
from tests.protocol.conftest import letters, owe
from tests.town import Town

SEND, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
TOKEN = "/cgi-bin/stable_token"
WORDS = "电工周五来换灯"


def _li(town: Town, openid: str = "o_li") -> Phone:
    li = town.phone(openid, "v01")
    li.says("你好")
    return li


def _calls(town: Town, path: str = SEND) -> int:
    return town.world.quotas.calls[path]


PASSING = [("errcode", -1), ("errcode", 45011), ("http", 502), ("reset", 0), ("garbage", 0)]


def test_what_passes_is_waited_out_and_the_letter_arrives_once(hexi: Town) -> None:
    for n, (kind, value) in enumerate(PASSING):
        for endpoint in (SEND, TOKEN):
            li = _li(hexi, f"o_li{n}{endpoint[-4:]}")
            hexi.world.tokens.expire_all()
            hexi.world.faults.add(endpoint, kind, value, count=1)
            owe(hexi, li, WORDS)
            hexi.deliver()
            assert li.inbox() == [], (kind, endpoint)
            hexi.travel(minutes=2)
            hexi.deliver()
            assert li.inbox() == [WORDS], (kind, endpoint)
            assert letters(hexi, li)[-1].delivery == Delivery.DONE


def test_a_letter_whose_answer_got_lost_is_sent_again_rather_than_lost(hexi: Town) -> None:
    li = _li(hexi)
    hexi.world.faults.add(SEND, "reset", count=1, after=True)
    owe(hexi, li, WORDS)
    hexi.deliver()
    hexi.travel(minutes=1)
    hexi.deliver()
    hexi.travel(hours=1)
    hexi.deliver()
    assert li.inbox() == [WORDS] * 2


def test_a_used_up_day_is_waited_out_and_a_person_who_writes_is_told_before(hexi: Town) -> None:
    li = _li(hexi)
    hexi.world.faults.add(SEND, "errcode", 45009)
    owe(hexi, li, WORDS)
    hexi.deliver()
    midnight = letters(hexi, li)[-1].due_at.astimezone(clock.TOWN)
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert timedelta() < midnight - clock.now() <= timedelta(days=1)
    assert _calls(hexi) == 1
    assert WORDS in li.says("在吗").text


def test_where_the_window_is_shut_against_our_ledger_a_notice_goes_out(hexi: Town) -> None:
    for times, errcode in enumerate((45015, 45047, 48001), 1):
        li = _li(hexi, f"o_{errcode}")
        hexi.world.faults.add(SEND, "errcode", errcode, count=1)
        owe(hexi, li, WORDS)
        hexi.deliver()
        hexi.world.settle()
        assert "您有新的办理消息" in li.inbox()[-1]
        assert _calls(hexi) == times
        assert WORDS in li.says("在吗").text


def test_somebody_who_left_and_returned_has_no_old_window(hexi: Town) -> None:
    li = _li(hexi)
    li.unfollow()
    li.follow()
    hexi.travel(minutes=5)
    owe(hexi, li, WORDS)
    hexi.deliver()
    hexi.world.settle()
    assert hexi.world.quotas.errcodes[45015] == 1
    assert "您有新的办理消息" in li.inbox()[-1]


def test_a_notice_that_can_never_be_sent_is_tried_once_and_a_cadre_is_asked(hexi: Town) -> None:
    residents = [hexi.phone(f"o_li{n}", "v01") for n in (1, 2, 3)]
    cadre = hexi.phone("o_cadre_shangyan")
    for li in residents:
        li.says("村口路灯坏了半个月了没人修")
    hexi.travel(hours=48)
    cadre.says("待办")
    for number, (li, errcode) in enumerate(zip(residents, (40037, 47003, 43004), strict=True), 1):
        hexi.world.faults.add(TEMPLATE, "errcode", errcode, count=1)
        owe(hexi, li, f"{WORDS}{number}", ticket=number)
        hexi.deliver()
    hexi.travel(hours=46)
    hexi.deliver()
    assert _calls(hexi, TEMPLATE) == 3
    cadre.says("待办")
    hexi.travel(hours=2.1)
    hexi.deliver()
    asked = "".join(cadre.inbox())
    assert all(f"{WORDS}{number}" in asked for number in (1, 2, 3))


def test_whoever_blocked_us_is_left_alone(hexi: Town) -> None:
    li = _li(hexi)
    hexi.world.faults.add(SEND, "errcode", 43019)
    owe(hexi, li, WORDS)
    hexi.deliver()
    owe(hexi, li, WORDS)
    hexi.deliver()
    assert _calls(hexi) == 1
    assert _calls(hexi, TEMPLATE) == 0


def test_one_rejected_token_is_renewed_and_rejected_tokens_for_ever_end_in_few_calls(
    hexi: Town,
) -> None:
    li = _li(hexi)
    hexi.world.faults.add(SEND, "errcode", 40001, count=1)
    owe(hexi, li, WORDS)
    hexi.deliver()
    assert li.inbox() == [WORDS]

    hexi.world.faults.add(SEND, "errcode", 40001)
    before, tokens = _calls(hexi), _calls(hexi, TOKEN)
    owe(hexi, li, WORDS)
    hexi.deliver()
    assert _calls(hexi) - before == 2
    assert _calls(hexi, TOKEN) - tokens <= 2
    hexi.world.faults.clear()
    hexi.travel(minutes=1)
    hexi.deliver()
    assert li.inbox() == [WORDS] * 2


def test_a_worker_that_died_with_letters_in_hand_is_replaced_after_its_lease(hexi: Town) -> None:
    li = _li(hexi)
    owe(hexi, li, WORDS)
    with hexi.parts.sessions.begin() as session:
        lost = outbox.claim(session)
    assert lost is not None
    hexi.deliver()
    assert li.inbox() == []
    assert WORDS not in li.says("在吗").text  # it may be on its way
    hexi.travel(seconds=LEASE.total_seconds() + 1)
    hexi.deliver()
    assert li.inbox() == [WORDS]


def test_a_reply_that_may_have_arrived_is_pointed_to_and_not_said_twice(hexi: Town) -> None:
    li = hexi.phone("o_li", "v01")
    li.says("村口路灯坏了半个月了没人修")
    cadre = hexi.phone("o_cadre_shangyan")
    cadre.says(f"答复 1 {WORDS}")
    hexi.deliver()
    with hexi.parts.sessions.begin() as session:
        session.execute(
            update(Letter)
            .where(Letter.ticket_id == 1)
            .values(delivery=Delivery.WAITING, locked_by="killed", locked_until=clock.now())
        )
    hexi.travel(seconds=1)
    hexi.deliver()  # the bearer was killed after WeChat had taken it, before it was written down
    assert sum(WORDS in text for text in li.inbox()) == 1
    assert "1号刚才有新消息" in li.inbox()[-1]
    assert WORDS in li.says("1号").text


def test_two_workers_share_the_letters_and_send_each_once(hexi: Town, second) -> None:
    phones = [hexi.phone(f"o_{n}") for n in range(8)]
    for phone in phones:
        phone.says("你好")
        owe(hexi, phone, WORDS)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda parts: parts.worker.deliver(), (hexi.parts, second[0])))
    hexi.deliver()
    assert [phone.inbox() for phone in phones] == [[WORDS]] * 8


def test_an_embedded_worker_delivers_by_itself_and_ends_when_told(hexi: Town) -> None:
    li = _li(hexi)
    owe(hexi, li, WORDS)
    hexi.parts.worker.start()
    until = clock.now() + timedelta(seconds=5)
    while not li.inbox() and clock.now() < until:
        pass
    hexi.parts.worker.stop()
    assert li.inbox() == [WORDS]
    with hexi.session() as session:
        assert session.query(Person).filter_by(openid="o_li").one().following
