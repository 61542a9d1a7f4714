"""The server API over HTTP: tokens, permissions, messages, ledgers, media, menu, codes, logins."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from emulator import Profile
from tests.emulator.tiny_bot import APP_ID

TOKEN_QUERY = {"grant_type": "client_credential", "appid": APP_ID, "secret": "s3cret"}
PNG = b"\x89PNG\r\n\x1a\n picture"
HOUR = 3600


def send(api, openid="o-li", text="你的诉求已办结"):
    order = {"touser": openid, "msgtype": "text", "text": {"content": text}}
    return api.post("/cgi-bin/message/custom/send", json=order).json()["errcode"]


def post(api, path, **order):
    return api.post(path, json=order).json()


def force(api, **changed):
    return post(api, "/cgi-bin/stable_token", **TOKEN_QUERY, force_refresh=True, **changed)


# -- tokens ---------------------------------------------------------------------------------------


def test_a_plain_token_replaces_the_last_one_after_an_overlap(world, api):
    old, new = (
        api.get("/cgi-bin/token", params=TOKEN_QUERY).json()["access_token"] for _ in range(2)
    )
    path = "/cgi-bin/getcallbackip"

    assert old != new
    assert "ip_list" in api.get(path, params={"access_token": old}).json()
    world.clock.advance(300)
    assert api.get(path, params={"access_token": old}).json()["errcode"] == 40001
    world.clock.advance(7000)
    assert api.get(path, params={"access_token": new}).json()["errcode"] == 42001


def test_a_stable_token_stays_and_counts_down(world, api):
    first = post(api, "/cgi-bin/stable_token", **TOKEN_QUERY)
    world.clock.advance(1000)
    second = post(api, "/cgi-bin/stable_token", **TOKEN_QUERY)
    world.clock.advance(5950)
    renewed = post(api, "/cgi-bin/stable_token", **TOKEN_QUERY)

    assert first["access_token"] == second["access_token"]
    assert first["expires_in"] - second["expires_in"] in (1000, 1001)
    assert renewed["access_token"] != first["access_token"]
    for token in (first, renewed):  # both live for the last five minutes
        query = {"access_token": token["access_token"]}
        assert "ip_list" in api.get("/cgi-bin/getcallbackip", params=query).json()


def test_forced_refresh_kills_the_old_token_and_is_limited(world, api):
    assert "access_token" in force(api)
    assert api.get("/cgi-bin/getcallbackip").json()["errcode"] == 40001
    assert force(api)["errcode"] == 45011
    for _ in range(19):
        world.clock.advance(31)
        assert "access_token" in force(api)
    world.clock.advance(31)
    assert force(api)["errcode"] == 45009


def test_two_thousand_plain_tokens_a_day(world, api):
    world.account.profile = Profile.TEST  # a tenth of the quota
    for _ in range(200):
        world.quotas.spend("/cgi-bin/token")

    assert api.get("/cgi-bin/token", params=TOKEN_QUERY).json()["errcode"] == 45009
    world.clock.advance(24 * HOUR)
    assert "access_token" in api.get("/cgi-bin/token", params=TOKEN_QUERY).json()


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"secret": "wrong"}, 40125),
        ({"appid": "wx0"}, 40013),
        ({"secret": ""}, 41004),
        ({"appid": ""}, 41002),
        ({"grant_type": "x"}, 40002),
    ],
)
def test_wrong_credentials(api, changed, errcode):
    assert api.get("/cgi-bin/token", params=TOKEN_QUERY | changed).json()["errcode"] == errcode
    assert post(api, "/cgi-bin/stable_token", **(TOKEN_QUERY | changed))["errcode"] == errcode


def test_errors_are_http_200_with_a_rid(api):
    answer = api.get("/cgi-bin/getcallbackip", params={"access_token": ""})

    assert answer.status_code == 200
    assert answer.json()["errcode"] == 41001
    assert " rid: " in answer.json()["errmsg"]
    wrong = api.get("/cgi-bin/getcallbackip", params={"access_token": "junk"}).json()
    assert wrong["errcode"] == 40014
    assert api.get("/cgi-bin/message/custom/send").json()["errcode"] == 43002


def test_the_whitelist_keeps_strangers_out(world, api):
    world.account.ip_whitelist = ["10.0.0.1"]

    assert api.get("/cgi-bin/token", params=TOKEN_QUERY).json()["errcode"] == 40164
    assert send(api) == 40164


# -- permissions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "errcodes"),
    [
        (Profile.TEST, (46003, 40003, 40037, 48001)),
        (Profile.SUBSCRIPTION, (48001, 48001, 48001, 48001)),
        (Profile.VERIFIED_SUBSCRIPTION, (46003, 40003, 48001, 48001)),
        (Profile.SERVICE, (46003, 48001, 48001, 48001)),
        (Profile.VERIFIED_SERVICE, (46003, 40003, 40037, 40037)),
    ],
)
def test_each_profile_may_call_its_own_part(world, api, profile, errcodes):
    menu, custom, template, notice = errcodes
    world.account.profile = profile
    world.phone("o-li")

    assert api.get("/cgi-bin/menu/get").json()["errcode"] == menu
    assert send(api, openid="o-nobody") == custom
    order = {"touser": "o-li", "template_id": "t", "data": {}}
    assert post(api, "/cgi-bin/message/template/send", **order)["errcode"] == template
    assert post(api, "/cgi-bin/message/subscribe/bizsend", **order)["errcode"] == notice


def test_subscription_accounts_have_no_msgmenu(world, api):
    world.account.profile = Profile.VERIFIED_SUBSCRIPTION
    world.phone("o-li").says("你好")
    menu = {"head_content": "满意吗", "list": [{"id": "1", "content": "满意"}], "tail_content": ""}
    order = {"touser": "o-li", "msgtype": "msgmenu", "msgmenu": menu}

    assert post(api, "/cgi-bin/message/custom/send", **order)["errcode"] == 40200


# -- custom-service messages ----------------------------------------------------------------------


def test_five_messages_in_48_hours_and_a_reset(world, fresh_api):
    api, phone = fresh_api, world.phone("o-li")
    assert send(api) == 45015  # never spoke
    phone.says("你好")
    assert [send(api) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    phone.says("在吗")
    phone.says("在吗")  # reset, not added
    assert [send(api) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    phone.says("喂")
    world.clock.advance(48 * HOUR - 5)
    assert send(api) == 0
    world.clock.advance(10)
    assert send(api) == 45015
    assert phone.inbox() == ["你的诉求已办结"] * 11


@pytest.mark.parametrize(
    "act",
    [
        lambda phone: phone.clicks("K"),
        lambda phone: phone.follow(),
        lambda phone: phone.scans("v:03"),
        lambda phone: phone.scans_from_menu("K", "x"),
        lambda phone: phone.says("满意", menu_id="1"),
    ],
    ids=["click", "follow", "scan", "scancode", "msgmenu"],
)
def test_three_messages_in_a_minute_after_a_light_touch(world, api, act):
    act(world.phone("o-li"))

    assert [send(api) for _ in range(4)] == [0, 0, 0, 45047]
    act(world.phone("o-li"))
    world.clock.advance(61)
    assert send(api) == 45015


@pytest.mark.parametrize(
    "act",
    [lambda phone: phone.views("https://a/"), lambda phone: phone.location_event(1.0, 2.0)],
    ids=["view", "position"],
)
def test_pages_and_positions_open_nothing(world, api, act):
    act(world.phone("o-li"))

    assert send(api) == 45015


def test_windows_do_not_add_up(world, api):
    phone = world.phone("o-li")
    phone.says("你好")
    phone.clicks("K")

    assert [send(api) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_unfollowing_closes_the_door(world, api):
    phone = world.phone("o-li")
    phone.says("你好")
    phone.unfollow()
    assert phone.says("还能说话").text == "收到"

    assert send(api) == 45015
    phone.follow()
    assert send(api) == 0


@pytest.mark.parametrize(
    ("order", "errcode"),
    [
        ({"msgtype": "text", "text": {"content": "字" * 683}}, 45002),
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text"}, 40035),
        ({"msgtype": "card"}, 40008),
        ({"msgtype": "image", "image": {"media_id": "nope"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008),
        ({"msgtype": "msgmenu", "msgmenu": {"list": ["x"]}}, 40035),
        ({"msgtype": "text", "text": {"content": "x"}, "touser": "o-nobody"}, 40003),
        ({"msgtype": ["text"], "touser": 5}, 40003),
    ],
)
def test_bad_service_messages(world, api, order, errcode):
    world.phone("o-li").says("你好")

    answer = post(api, "/cgi-bin/message/custom/send", **{"touser": "o-li"} | order)

    assert answer["errcode"] == errcode
    assert send(api) == 0  # a refused message costs nothing


def test_kinds_of_service_messages(world, api):
    phone = world.phone("o-li")
    phone.says("你好")
    news = {
        "articles": [{"title": "办结", "description": "修好了", "url": "https://a/", "picurl": ""}]
    }
    menu = {
        "head_content": "满意吗",
        "list": [{"id": "9", "content": "满意"}],
        "tail_content": "谢谢",
    }
    label = {"aimsgcontext": {"is_ai_msg": 1}}
    for kind, part in {"news": news, "msgmenu": menu, "text": {"content": "好"}}.items():
        order = {"touser": "o-li", "msgtype": kind, kind: part, **label}
        assert post(api, "/cgi-bin/message/custom/send", **order)["errcode"] == 0

    article, question, text = phone.shown[-3:]
    assert article.articles[0].title == "办结"
    assert question.text == "满意吗\n满意\n谢谢"
    assert text.ai
    phone.taps("满意")
    assert phone.transcript[-2].text == "满意"


def test_chinese_written_as_escapes_is_shown_as_escapes(world, api):
    phone = world.phone("o-li")
    phone.says("你好")
    body = rb'{"touser":"o-li","msgtype":"text","text":{"content":"\u597d\n\"a\""}}'

    assert api.post("/cgi-bin/message/custom/send", content=body).json()["errcode"] == 0
    assert phone.last == '\\u597d\n"a"'
    assert api.post("/cgi-bin/message/custom/send", content=b"{").json()["errcode"] == 47001
    assert api.post("/cgi-bin/message/custom/send", content=b"").json()["errcode"] == 44002


def test_typing_needs_a_fresh_conversation(world, api):
    path, phone = "/cgi-bin/message/custom/typing", world.phone("o-li")

    assert post(api, path, touser="o-li", command="Typing")["errcode"] == 45080
    phone.says("你好")
    assert post(api, path, touser="o-li", command="Typing")["errcode"] == 0
    assert post(api, path, touser="o-li", command="Typing")["errcode"] == 45081
    assert post(api, path, touser="o-li", command="CancelTyping")["errcode"] == 0
    assert post(api, path, touser="o-li", command="Dance")["errcode"] == 45072


# -- templates and notices ------------------------------------------------------------------------


def test_a_template_is_cut_and_its_fate_told_later(world, api, bot):
    world.add_template("t1", "诉求进度", {"thing1": "事项", "character_string2": "编号"})
    phone = world.phone("o-li")
    data = {
        "first": {"value": "您好"},
        "thing1": {"value": "路灯😀" + "长" * 30 + "\n第二行"},
        "character_string2": {"value": "T-1"},
    }
    order = {"touser": "o-li", "template_id": "t1", "url": "https://a/", "data": data}

    answer = post(api, "/cgi-bin/message/template/send", **order)
    world.settle()

    assert answer["errcode"] == 0
    assert phone.inbox() == ["诉求进度\n事项：路灯" + "长" * 18 + "\n编号：T-1"]
    assert phone.shown[-1].url == "https://a/"
    assert (bot.heard[-1]["Event"], bot.heard[-1]["Status"]) == ("TEMPLATESENDJOBFINISH", "success")
    assert bot.heard[-1]["MsgID"] == str(answer["msgid"])

    phone.blocks()
    post(api, "/cgi-bin/message/template/send", **order)
    world.settle()
    assert bot.heard[-1]["Status"] == "failed:user block"
    phone.blocks(False)
    world.template_status = "failed: system failed"
    post(api, "/cgi-bin/message/template/send", **order)
    world.settle()
    assert bot.heard[-1]["Status"] == "failed: system failed"
    assert len(phone.inbox()) == 1

    phone.unfollow()
    assert post(api, "/cgi-bin/message/template/send", **order)["errcode"] == 43004
    order["data"] = {"thing1": {"value": "x"}}
    assert post(api, "/cgi-bin/message/template/send", **order)["errcode"] == 47003


def test_one_acceptance_is_one_notice(world, api, bot):
    world.add_notice("n1", "办理进度", {"thing1": "事项", "phrase2": "状态"})
    phone = world.phone("o-li", following=False)
    data = {"thing1": {"value": "路灯"}, "phrase2": {"value": "已办结"}}
    order = {"touser": "o-li", "template_id": "n1", "data": data}
    path = "/cgi-bin/message/subscribe/bizsend"

    assert post(api, path, **order)["errcode"] == 43101
    phone.subscribes("n1", accept=False)
    assert post(api, path, **order)["errcode"] == 43101
    phone.subscribes("n1")
    phone.subscribes("n1")  # does not stack
    assert post(api, path, **order)["errcode"] == 0
    world.settle()
    assert bot.heard[-1]["SubscribeMsgSentEvent"]["List"]["ErrorStatus"] == "success"
    assert phone.inbox() == ["办理进度\n事项：路灯\n状态：已办结"]
    assert post(api, path, **order)["errcode"] == 43101


def test_long_term_notices_go_on_until_withdrawn(world, api):
    world.add_notice("n1", "办理进度", {"thing1": "事项"}, long_term=True)
    phone = world.phone("o-li")
    phone.subscribes("n1")
    order = {"touser": "o-li", "template_id": "n1", "data": {"thing1": {"value": "路灯"}}}
    path = "/cgi-bin/message/subscribe/bizsend"

    assert [post(api, path, **order)["errcode"] for _ in range(3)] == [0, 0, 0]
    phone.withdraws("n1")
    assert post(api, path, **order)["errcode"] == 43101
    world.settle()


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        ("thing1", "字" * 20, True),
        ("thing1", "字" * 21, False),
        ("thing1", "两\n行", False),
        ("phrase1", "已办结", True),
        ("phrase1", "已经办结了吧", False),
        ("phrase1", "done", False),
        ("character_string1", "T-2026-1", True),
        ("character_string1", "编号1", False),
        ("time1", "2026年3月1日 10:00", True),
        ("date1", "2026-03-01", True),
        ("time1", "明天", False),
        ("phone_number1", "0755-1234567", True),
        ("phone_number1", "1" * 18, False),
        ("name1", "欧阳某某", True),
        ("name1", "字" * 11, False),
        ("amount1", "¥12.50", True),
    ],
)
def test_notice_fields_are_refused_not_cut(world, api, key, value, fits):
    world.add_notice("n1", "办理进度", {key: "字段"})
    world.phone("o-li").subscribes("n1")
    order = {"touser": "o-li", "template_id": "n1", "data": {key: {"value": value}}}

    answer = post(api, "/cgi-bin/message/subscribe/bizsend", **order)

    assert answer["errcode"] == (0 if fits else 47003)
    world.settle()


# -- media, menu, codes ---------------------------------------------------------------------------


def test_media_lives_three_days(world, api):
    upload = api.post(
        "/cgi-bin/media/upload", params={"type": "image"}, files={"media": ("a.png", PNG)}
    ).json()
    query = {"media_id": upload["media_id"]}

    assert api.get("/cgi-bin/media/get", params=query).content == PNG
    world.clock.advance(3 * 24 * HOUR)
    token = world.tokens.stable(False)[0]
    late = api.get("/cgi-bin/media/get", params=query | {"access_token": token})
    assert late.json()["errcode"] == 40007


def test_a_picture_sent_by_a_person_can_be_fetched(world, api, bot):
    world.phone("o-li").sends_picture(PNG)
    message = bot.heard[-1]

    assert api.get("/cgi-bin/media/get", params={"media_id": message["MediaId"]}).content == PNG
    assert httpx.get(message["PicUrl"]).content == PNG


def test_a_video_comes_as_json(world, api, bot):
    world.phone("o-li").sends_video(b"\0\0\0\x18ftypmp42 film")
    answer = api.get("/cgi-bin/media/get", params={"media_id": bot.heard[-1]["MediaId"]})

    assert httpx.get(answer.json()["video_url"]).content.endswith(b"film")


@pytest.mark.parametrize(
    ("kind", "files", "errcode"),
    [
        ("image", {"media": ("a.png", b"")}, 44001),
        ("image", {"media": ("a.png", b"not a picture")}, 40005),
        ("image", {"media": ("a.png", PNG + b"x" * 2 * 1024 * 1024)}, 45001),
        ("image", {"other": ("a.png", PNG)}, 41005),
        ("film", {"media": ("a.png", PNG)}, 40004),
        ("image", None, 41005),
    ],
)
def test_bad_uploads(api, kind, files, errcode):
    answer = api.post("/cgi-bin/media/upload", params={"type": kind}, files=files)

    assert answer.json()["errcode"] == errcode


CLICK = {"type": "click", "name": "我的", "key": "MINE"}


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([CLICK] * 3, 0),
        ([{"name": "办事", "sub_button": [CLICK] * 5}], 0),
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([CLICK | {"type": "dance"}], 40017),
        ([CLICK | {"name": "六个汉字太长"}], 40018),
        ([CLICK | {"key": "k" * 129}], 40019),
        ([{"type": "view", "name": "网页"}], 40020),
        ([{"type": "view", "name": "网页", "url": "ftp://a"}], 40055),
        ([{"name": "办事", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "办事", "sub_button": [CLICK | {"type": ""}]}], 40024),
        ([{"name": "办事", "sub_button": [CLICK | {"name": "字" * 21}]}], 40025),
        ([{"name": "办事", "sub_button": [CLICK | {"key": ""}]}], 40026),
    ],
)
def test_menu_limits(api, buttons, errcode):
    assert post(api, "/cgi-bin/menu/create", button=buttons)["errcode"] == errcode
    found = api.get("/cgi-bin/menu/get").json()
    assert found.get("menu") == ({"button": buttons} if errcode == 0 else None)
    api.get("/cgi-bin/menu/delete")
    assert api.get("/cgi-bin/menu/get").json()["errcode"] == 46003


def test_codes_and_their_pictures(world, api):
    info = {"scene": {"scene_str": "v:03"}}
    path = "/cgi-bin/qrcode/create"
    permanent = post(api, path, action_name="QR_LIMIT_STR_SCENE", action_info=info)
    short = post(api, path, action_name="QR_STR_SCENE", action_info=info, expire_seconds=60)

    picture = api.get("/cgi-bin/showqrcode", params={"ticket": permanent["ticket"]})
    assert picture.content.startswith(b"\x89PNG")
    world.clock.advance(60)
    gone = api.get("/cgi-bin/showqrcode", params={"ticket": short["ticket"]})
    assert gone.status_code == 404
    bad = {"scene": {"scene_id": 100_001}}
    assert post(api, path, action_name="QR_LIMIT_SCENE", action_info=bad)["errcode"] == 40035


def test_user_info_knows_no_names(world, api):
    world.phone("o-li", following=False).scans("v:03")

    info = api.get("/cgi-bin/user/info", params={"openid": "o-li"}).json()

    assert (info["subscribe"], info["qr_scene_str"]) == (1, "v:03")
    assert "nickname" not in info
    world.phone("o-li").unfollow()
    assert api.get("/cgi-bin/user/info", params={"openid": "o-li"}).json()["subscribe"] == 0
    assert api.get("/cgi-bin/user/info", params={"openid": "o-x"}).json()["errcode"] == 40003
    assert api.get("/cgi-bin/user/get").json()["total"] == 0


def test_quotas_are_shown_and_cleared_ten_times_a_month(world, api):
    world.account.profile = Profile.TEST
    for _ in range(50):
        api.get("/cgi-bin/user/get")
    assert api.get("/cgi-bin/user/get").json()["errcode"] == 45009
    quota = post(api, "/cgi-bin/openapi/quota/get", cgi_path="/cgi-bin/user/get")["quota"]
    assert quota == {"daily_limit": 50, "used": 50, "remain": 0}
    assert post(api, "/cgi-bin/clear_quota", appid=APP_ID)["errcode"] == 0
    assert "total" in api.get("/cgi-bin/user/get").json()
    codes = [post(api, "/cgi-bin/clear_quota", appid=APP_ID)["errcode"] for _ in range(10)]
    assert codes == [0] * 9 + [48006]


def test_page_tickets_stay_while_they_live(world, api):
    first, second = (
        api.get("/cgi-bin/ticket/getticket", params={"type": "jsapi"}).json() for _ in range(2)
    )

    assert first["ticket"] == second["ticket"]


# -- web login ------------------------------------------------------------------------------------


def authorize(api, **changed):
    query = {
        "appid": APP_ID,
        "redirect_uri": "http://bot.example/login?next=1",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
        "openid": "o-li",
    }
    return api.get("/connect/oauth2/authorize", params=query | changed)


def buy(api, code):
    query = {"appid": APP_ID, "secret": "s3cret", "code": code, "grant_type": "authorization_code"}
    return api.get("/sns/oauth2/access_token", params=query).json()


def test_a_web_code_works_once_within_five_minutes(world, api):
    world.phone("o-li")
    answer = authorize(api)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (query["next"], query["state"]) == (["1"], ["abc123"])

    bought = buy(api, query["code"][0])
    assert bought["openid"] == "o-li"
    assert "is_snapshotuser" not in bought
    assert buy(api, query["code"][0])["errcode"] == 40163
    assert buy(api, "nonsense")["errcode"] == 40029

    world.account.snapshot_users = True
    late = parse_qs(urlsplit(authorize(api).headers["location"]).query)["code"][0]
    fresh = parse_qs(urlsplit(authorize(api).headers["location"]).query)["code"][0]
    assert buy(api, fresh)["is_snapshotuser"] == 1
    world.clock.advance(300)
    assert buy(api, late)["errcode"] == 40029


def test_web_profiles_are_grey(world, api):
    world.phone("o-li")
    codes = {
        scope: parse_qs(urlsplit(authorize(api, scope=scope).headers["location"]).query)["code"][0]
        for scope in ("snsapi_base", "snsapi_userinfo")
    }
    base, full = (buy(api, code) for code in codes.values())
    names = ("access_token", "openid")

    assert api.get("/sns/userinfo", params={n: base[n] for n in names}).json()["errcode"] == 48001
    grey = api.get("/sns/userinfo", params={n: full[n] for n in names}).json()
    assert grey["nickname"] == "微信用户"
    assert api.get("/sns/auth", params={n: full[n] for n in names}).json()["errcode"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"appid": "wx0"},
        {"scope": "everything"},
        {"state": "a b"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "http://elsewhere.example/"},
    ],
)
def test_bad_logins_get_a_page_not_a_code(world, api, changed):
    world.phone("o-li")
    world.account.oauth_domain = "bot.example"

    assert authorize(api).status_code == 302
    assert authorize(api, **changed).status_code == 200


def test_an_unknown_browser_is_asked_and_a_cookie_remembered(world, api):
    world.phone("o-li", name="李<婶>")
    asked = authorize(api, openid="")
    assert "李&lt;婶&gt;" in asked.text

    target = {"openid": "o-li", "url": str(asked.url)}
    opened = api.get("/phone/api/open", params=target, follow_redirects=False)
    assert opened.status_code == 302
    assert authorize(api, openid="").status_code == 302


# -- WeCom ----------------------------------------------------------------------------------------


def test_wecom_app_and_robot(world, api):
    settings = world.wecom.settings
    query = {"corpid": settings.corp_id, "corpsecret": settings.secret}
    token = api.get("/cgi-bin/gettoken", params=query).json()["access_token"]
    assert api.get("/cgi-bin/gettoken", params=query).json()["access_token"] == token
    order = {"touser": "wang|nobody", "msgtype": "text", "agentid": settings.agent_id}
    order |= {"text": {"content": "新诉求 1 号"}}
    path = "/cgi-bin/message/send"

    sent = api.post(path, params={"access_token": token}, json=order).json()
    assert (sent["errcode"], sent["invaliduser"]) == (0, "nobody")
    settings.trusted_ips = ["10.0.0.1"]
    assert api.post(path, params={"access_token": token}, json=order).json()["errcode"] == 60020

    codes = [
        api.post(
            "/cgi-bin/webhook/send",
            params={"key": settings.robot_key},
            json={"msgtype": "text", "text": {"content": "x"}},
        ).json()["errcode"]
        for _ in range(21)
    ]
    assert codes == [0] * 20 + [45009]
    assert len(world.wecom.sent) == 21
