"""The phone page in a real browser, against the real emulator and a small bot."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import ConsoleMessage, FilePayload, Locator, Page, expect, sync_playwright

from emulator import Account, Server, World, serve
from emulator.__main__ import load_cast
from emulator.png import code_picture
from tests.emulator.tiny_bot import AES_KEY, APP_ID, GH_ID, TOKEN, Bot, Message, text_reply

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 4000
NARROW, WIDE = (375, 740), (1440, 900)
CAST = {
    "account": {"name": "东乡民呼"},
    "people": [
        {"openid": "o-li", "name": "李婶", "about": "东村", "group": "村民", "following": True},
        {"openid": "o-duan", "name": "端木云", "about": "镇长", "group": "领导", "following": True},
        {"openid": "o-new", "name": "周桂花", "about": "还没关注", "group": "村民"},
    ],
    "scenes": [{"scene": "v03", "label": "东村村委会门口"}],
}
ASK = (
    "是路灯坏了吗？\n"
    '<a href="weixin://bizmsgmenu?msgmenucontent=是路灯&msgmenuid=L1">对，是路灯</a>\n'
    '<a href="weixin://bizmsgmenu?msgmenucontent=不是&msgmenuid=L2">不是</a>\n'
    '或回复数字。<a href="http://127.0.0.1:9/a?b=1&amp;c=2">看进度</a>'
)
MENU = {
    "button": [
        {"type": "click", "name": "说事", "key": "SAY"},
        {
            "name": "帮助",
            "sub_button": [
                {"type": "click", "name": "怎么用", "key": "HOW"},
                {"type": "click", "name": "找人工", "key": "HUMAN"},
            ],
        },
    ]
}

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no browser: {CHROMIUM} is not installed"
)


def behave(message: Message) -> str | None:
    """Ask back about lamps, break on request, echo anything else."""
    said = message.get("Content") or message.get("Event") or message["MsgType"]
    if message.get("bizmsgmenuid"):
        return text_reply(message, f"点了 {message['bizmsgmenuid']}：{said}")
    if "路灯" in said:
        return text_reply(message, ASK)
    if "出错" in said:
        return text_reply(message, "谁也收不到", ToUserName="o-nobody")
    return text_reply(message, f"收到：{said}")


@dataclass
class Browsing:
    """One browser page for all tests, and everything it asked for and complained about.

    A context for each test would be purer and costs half a second each; the page keeps nothing
    between two visits but its address.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, url: str) -> None:
        if urlsplit(url).netloc:
            self.hosts.add(urlsplit(url).netloc)


@dataclass
class Stage:
    """What a test stands on: a world, its bot, and ``open`` for the page in some size."""

    world: World
    bot: Bot
    base_url: str
    browsing: Browsing

    def open(self, size: tuple[int, int], fragment: str = "") -> Page:
        """The page, freshly loaded."""
        page = self.browsing.page
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"{self.base_url}/phone{fragment}", wait_until="domcontentloaded")
        page.wait_for_selector(":is(.person, .phone):visible")
        return page


@pytest.fixture(scope="module")
def browsing() -> Iterator[Browsing]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = browser.new_context(reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        yield Browsing(context.new_page())
        browser.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with World() as empty, serve(empty) as running:
        yield running


@pytest.fixture(scope="module")
def bot_url() -> Iterator[tuple[Bot, str]]:
    bot = Bot()
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    config = uvicorn.Config(bot.app, lifespan="off", ws="none", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.002)
    yield bot, f"http://127.0.0.1:{sock.getsockname()[1]}/wechat"
    server.should_exit = server.force_exit = True
    thread.join(5)


@pytest.fixture
def stage(browsing: Browsing, server: Server, bot_url: tuple[Bot, str]) -> Iterator[Stage]:
    bot, callback = bot_url
    bot.forget()
    bot.behave = behave
    account = Account(
        app_id=APP_ID,
        token=TOKEN,
        aes_key=AES_KEY,
        gh_id=GH_ID,
        secret="s3cret",
        callback=callback,
        mode="safe",
        push_delay_s=0.0,
    )
    with World(account) as world:
        load_cast(world, CAST)
        server.show(world)
        browsing.complaints.clear()
        browsing.hosts.clear()
        yield Stage(world, bot, server.base_url, browsing)
        browsing.page.goto("about:blank")
    assert browsing.complaints == []
    assert browsing.hosts == {urlsplit(server.base_url).netloc}


def phone_of(page: Page, openid: str) -> Locator:
    return page.locator(f'.phone[data-openid="{openid}"]')


def say(phone: Locator | Page, text: str) -> None:
    phone.get_by_label("输入消息").fill(text)
    phone.get_by_label("输入消息").press("Enter")


def mine(phone: Locator | Page) -> Locator:
    return phone.locator(".row.is-mine")


def theirs(phone: Locator | Page) -> Locator:
    return phone.locator(".row.is-theirs")


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_narrow_list_then_chat_and_back(stage: Stage) -> None:
    page = stage.open(NARROW)
    expect(page.locator(".phone")).to_have_count(0)
    page.get_by_role("button", name="李婶").first.click()
    phone = phone_of(page, "o-li")
    markup = "家里漏雨<b>了</b> &lt; <img src=x onerror=alert(1)>"
    say(phone, markup)
    expect(mine(phone)).to_contain_text(markup)
    expect(theirs(phone)).to_contain_text(f"收到：{markup}")
    expect(phone.get_by_label("输入消息")).to_have_value("")
    assert overflow(page) == 0
    phone.get_by_label("返回名单").click()
    expect(page.locator(".phone")).to_have_count(0)
    expect(page.get_by_role("button", name="李婶").first).to_contain_text("收到：家里漏雨")


def test_wide_side_by_side_and_address(stage: Stage) -> None:
    page = stage.open(WIDE)
    expect(page.locator(".phone")).to_have_count(2)
    say(phone_of(page, "o-li"), "你好")
    expect(theirs(phone_of(page, "o-li"))).to_contain_text("收到：你好")
    expect(theirs(phone_of(page, "o-duan"))).to_have_count(0)
    page.get_by_label("把周桂花的手机并排打开").click()
    expect(page.locator(".phone")).to_have_count(3)
    assert page.url.endswith("#o-li,o-duan,o-new")
    phone_of(page, "o-duan").get_by_label("关掉这部手机").click()
    page.reload()
    expect(page.locator(".phone")).to_have_count(2)
    expect(theirs(phone_of(page, "o-li"))).to_contain_text("收到：你好")


def test_shift_enter_and_composing_do_not_send(stage: Stage) -> None:
    page = stage.open(NARROW, "#o-li")
    box = page.get_by_label("输入消息")
    box.fill("一")
    box.press("Shift+Enter")
    box.type("二")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_value("一\n二")
    box.press("Enter")
    expect(mine(page)).to_have_count(1)
    assert stage.world.phone("o-li").transcript[0].text == "一\n二"


def test_tapping_an_option_sends_its_content_and_id(stage: Stage) -> None:
    page = stage.open(NARROW, "#o-li")
    say(page, "村口路灯不亮")
    expect(theirs(page)).to_contain_text("或回复数字")
    assert "weixin://" not in page.locator(".log").inner_text()
    link = page.get_by_role("link", name="看进度")
    assert "a%3Fb%3D1%26c%3D2" in (link.get_attribute("href") or "")
    page.get_by_role("button", name="对，是路灯", exact=True).click()
    expect(mine(page).last).to_contain_text("是路灯")
    expect(theirs(page).last).to_contain_text("点了 L1：是路灯")


def test_picture_is_previewed_sent_and_enlarged(stage: Stage) -> None:
    page = stage.open(WIDE, "#o-li")
    picture: FilePayload = {
        "name": "灯.png",
        "mimeType": "image/png",
        "buffer": code_picture("lamp"),
    }
    page.get_by_label("更多：图片、位置、扫码").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="图片", exact=True).click()
    chooser.value.set_files(picture)
    expect(page.get_by_alt_text("要发的图片")).to_be_visible()
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator(".picture img")).to_have_js_property("complete", True)
    assert page.locator(".picture img").evaluate("image => image.naturalWidth") > 0
    expect(theirs(page)).to_contain_text("收到：image")
    page.get_by_label("看大图").click()
    expect(page.get_by_role("dialog", name="大图")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_voice_and_place(stage: Stage) -> None:
    page = stage.open(NARROW, "#o-li")
    page.get_by_label("换成语音").click()
    page.get_by_role("button", name="按住 说话").click()
    page.get_by_label("假装说话").fill("俺家断水了")
    page.get_by_role("button", name="发送语音").click()
    expect(mine(page)).to_contain_text("识别：俺家断水了")
    page.get_by_label("更多：图片、位置、扫码").click()
    page.get_by_role("button", name="位置", exact=True).click()
    page.get_by_role("button", name="镇卫生院").click()
    expect(mine(page).last).to_contain_text("镇卫生院")
    expect(theirs(page)).to_have_count(2)
    assert [message["MsgType"] for message in stage.bot.heard] == ["voice", "location"]
    assert stage.bot.heard[0]["Recognition"] == "俺家断水了"


def test_wire_shows_plain_and_encrypted_xml(stage: Stage) -> None:
    page = stage.open(NARROW, "#o-li")
    say(page, "你好")
    expect(theirs(page)).to_have_count(1)
    page.get_by_label("看线上往来").click()
    wire = page.get_by_label("线上往来", exact=True)
    expect(wire).to_contain_text("HTTP 200")
    expect(wire.locator(".lanes")).to_contain_text("被动回复")
    expect(wire.locator("pre").first).to_contain_text("  <Content><![CDATA[你好]]></Content>")
    expect(wire.locator("pre").last).to_contain_text("收到：你好")
    wire.get_by_role("tab", name="线上原文").click()
    expect(wire.locator("pre").first).to_contain_text("<Encrypt>")
    expect(wire.locator("pre").first).not_to_contain_text("你好")
    page.keyboard.press("Escape")
    expect(wire).to_be_hidden()


def test_fault_note_says_why(stage: Stage) -> None:
    page = stage.open(NARROW, "#o-li")
    say(page, "请出错")
    expect(page.locator(".fault")).to_contain_text("该公众号暂时无法提供服务，请稍后再试")
    expect(page.locator(".fault .why")).not_to_be_empty()


def test_menu_follow_and_scan(stage: Stage) -> None:
    stage.world.menu = json.loads(json.dumps(MENU))
    page = stage.open(NARROW, "#o-new")
    page.get_by_role("button", name="关注公众号").click()
    expect(theirs(page)).to_contain_text("收到：subscribe")
    page.get_by_role("button", name="帮助").click()
    page.get_by_role("menuitem", name="找人工").click()
    expect(page.locator(".log")).to_contain_text("点了菜单：找人工")
    expect(theirs(page).last).to_contain_text("收到：CLICK")
    page.get_by_label("更多：关注、扫码、资料").click()
    page.get_by_role("button", name="扫二维码").click()
    page.get_by_role("button", name="东村村委会门口").click()
    expect(theirs(page).last).to_contain_text("收到：SCAN")
    page.get_by_label("更多：关注、扫码、资料").click()
    page.get_by_role("button", name="取消关注").click()
    expect(page.get_by_role("button", name="关注公众号")).to_be_visible()


def test_unread_time_travel_and_new_person(stage: Stage) -> None:
    page = stage.open(WIDE, "#o-duan")
    stage.world.phone("o-li").says("路灯")
    row = page.locator('.person-main[data-openid="o-li"]')
    expect(row.locator(".unread")).to_contain_text("1")
    row.click()
    expect(row.locator(".unread")).to_have_count(0)
    before = stage.world.clock.now()
    page.get_by_role("button", name="+2 天").click()
    expect(page.get_by_text("时间已拨快 2 天")).to_be_visible()
    assert stage.world.clock.now() - before >= 2 * 86400
    page.get_by_label("添加人物").click()
    page.get_by_label("姓名").fill("欧阳建国")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_label("欧阳建国的手机", exact=True)).to_be_visible()
    assert "欧阳建国" in {person.name for person in stage.world.people.values()}


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_scrolled_up_stays_and_offers_the_new(stage: Stage) -> None:
    for number in range(12):
        stage.world.phone("o-li").says(f"第 {number} 句")
    page = stage.open(NARROW, "#o-li")
    expect(theirs(page)).to_have_count(12)
    log = page.locator(".log")
    wait_for(lambda: log.evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight") < 2)
    log.evaluate("e => { e.scrollTop = 0 }")
    page.wait_for_timeout(50)
    stage.world.write("o-li", "out", "text", text="有新消息", via="service")
    page.get_by_role("button", name="1 条新消息").click()
    expect(theirs(page).last).to_be_in_viewport()


def test_lost_connection_is_told_and_mended(stage: Stage) -> None:
    page = stage.open(NARROW, "#o-li")
    page.route("**/phone/api/**", lambda route: route.abort())
    stage.world.write("o-li", "out", "text", text="断线前", via="service")
    expect(page.get_by_text("正在自动重连")).to_be_visible()
    page.unroute("**/phone/api/**")
    stage.world.write("o-li", "out", "text", text="断线时", via="service")
    expect(theirs(page).last).to_contain_text("断线时")
    expect(page.get_by_text("正在自动重连")).to_be_hidden()
    # The browser itself logs each refused request; nothing else may be complained about.
    told = stage.browsing.complaints
    told[:] = [line for line in told if "net::ERR_FAILED" not in line]


@pytest.mark.skipif("PAGE_SHOTS" not in os.environ, reason="PAGE_SHOTS names no folder")
def test_pictures_for_people(stage: Stage) -> None:
    folder = Path(os.environ["PAGE_SHOTS"])
    stage.world.menu = json.loads(json.dumps(MENU))
    stage.world.phone("o-li").says("村口路灯不亮三天了")
    for name, size in (("narrow", NARROW), ("wide", WIDE)):
        page = stage.open(size, "#o-li")
        expect(theirs(page)).to_have_count(1)
        page.screenshot(path=folder / f"{name}.png")
