"""The Python door: a phone in somebody's hand, for tests and load runs."""

import hashlib
from typing import TYPE_CHECKING, Any

from emulator import events
from emulator.events import Fields
from emulator.exchange import Exchange
from emulator.people import Grant, Person, Trigger
from emulator.transcript import FAULT_TEXT, Entry, Option

if TYPE_CHECKING:
    from emulator.world import World

RECOGNISED = "村口的路灯坏了"


class Phone:
    """What one person can do with the account, and what they see of it.

    Every act blocks until the account has answered or given up, and returns an ``Exchange``.
    """

    def __init__(self, world: "World", person: Person) -> None:
        self._world, self.person = world, person

    @property
    def openid(self) -> str:
        """Who holds this phone."""
        return self.person.openid

    # -- following ----------------------------------------------------------------------------

    def follow(self, scene: str | None = None, **how: Any) -> Exchange:
        """Follow the account, by search or through the code of ``scene``."""
        code = self._world.scenes.by_scene(scene) if scene is not None else None
        if code is not None and not self._world.scenes.alive(code):
            scene = None  # an expired code still leads to the account, without its scene
        with self._world.lock:
            self.person.follow(self._world.clock.now(), scene)
        ticket = None if scene is None else self._ticket(scene)
        how["trigger"] = Trigger.FOLLOW if scene is None else Trigger.SCAN
        text = "关注了公众号" if scene is None else f"扫码关注了公众号（{scene}）"
        return self._does(events.follow(scene, ticket), text, **how)

    def unfollow(self, **how: Any) -> Exchange:
        """Stop following; nobody sees what the account answers."""
        with self._world.lock:
            self.person.unfollow()
        return self._does(events.event("unsubscribe", ("EventKey", "")), "取消关注了公众号", **how)

    def scans(self, scene: str, **how: Any) -> Exchange:
        """Scan the code of ``scene``: SCAN for a follower, following for anybody else.

        Raises
        ------
        LookupError
            The code expired: the client only opens the account and nothing is pushed.
        """
        if not self.person.following:
            return self.follow(scene, **how)
        code = self._world.scenes.by_scene(scene)
        if code is not None and not self._world.scenes.alive(code):
            raise LookupError(f"the code of scene {scene} has expired")
        fields = events.scan(scene, self._ticket(scene))
        return self._does(fields, f"扫描了二维码（{scene}）", trigger=Trigger.SCAN, **how)

    def _ticket(self, scene: str) -> str:
        code = self._world.scenes.by_scene(scene)
        return code.ticket if code else self._world.scenes.create(scene).ticket

    # -- saying -------------------------------------------------------------------------------

    def says(self, text: str, *, menu_id: str | None = None, **how: Any) -> Exchange:
        """Send ``text``; ``menu_id`` when it came from tapping an option.

        ``how``: ``msg_id`` reuses a MsgId, ``deliveries`` forces that many identical deliveries
        (``parallel`` at once), ``exchange_id`` names the exchange in advance.
        """
        # WeChat docs: a tapped menu message counts as a menu click and does not reopen 48 h; the
        # same of weixin://bizmsgmenu links is unknown, so the narrower reading is played.
        trigger = Trigger.MESSAGE if menu_id is None else Trigger.CLICK
        return self._sends(events.text(text, menu_id), "text", text, trigger=trigger, **how)

    def taps(self, choice: str | int, **how: Any) -> Exchange:
        """Tap an option: by label, by what it sends, or by its number from 1.

        The newest message that offers such an option counts, as a person may scroll up.

        Raises
        ------
        LookupError
            No message on this phone offers it.
        """
        for entry in reversed(self.transcript):
            if entry.direction != "out" or not entry.options:
                continue
            option = _chosen(entry.options, choice)
            if option is not None:
                return self.says(option.content, menu_id=option.id, **how)
        raise LookupError(f"no option {choice!r} on this phone")

    def sends_picture(self, data: bytes, **how: Any) -> Exchange:
        """Send a picture; the account sees a MediaId good for three days."""
        media = self._world.shelf.put("image", data, owner=self.openid)
        url = f"{self._world.base_url}/_emulator/media/{media.media_id}"
        how["media_url"] = f"/phone/api/media/{media.media_id}"
        return self._sends(events.image(url, media.media_id), "image", "[图片]", **how)

    def sends_voice(
        self, data: bytes, recognition: str | None = None, *, format_: str = "amr", **how: Any
    ) -> Exchange:
        """Send a voice message.

        ``recognition`` puts that text into the XML; without it the account setting
        ``voice_recognition`` decides between no element, an empty one and a sample sentence.
        """
        media = self._world.shelf.put("voice", data, owner=self.openid)
        wide = self._world.shelf.put("voice", data, owner=self.openid)
        if recognition is None:
            setting = self._world.account.voice_recognition
            recognition = {"missing": None, "empty": "", "filled": RECOGNISED}[setting]
        how["media_url"] = f"/phone/api/media/{media.media_id}"
        fields = events.voice(media.media_id, wide.media_id, recognition, format_)
        return self._sends(fields, "voice", recognition or "[语音]", **how)

    def sends_video(
        self, data: bytes = b"\0\0\0\x18ftypmp42", *, short: bool = False, **how: Any
    ) -> Exchange:
        """Send a video, ``short`` for one taken inside the chat."""
        media = self._world.shelf.put("video", data, owner=self.openid)
        thumb = self._world.shelf.put("thumb", b"\xff\xd8\xff\xd9", owner=self.openid)
        how["media_url"] = f"/phone/api/media/{media.media_id}"
        fields = events.video(media.media_id, thumb.media_id, short=short)
        return self._sends(fields, "video", "[视频]", **how)

    def sends_location(
        self, lat: float, lng: float, label: str = "", *, scale: int = 16, **how: Any
    ) -> Exchange:
        """Send a place, degrees north and east."""
        how |= {"lat": lat, "lng": lng}
        return self._sends(events.location(lat, lng, label, scale), "location", label, **how)

    def sends_link(
        self, title: str, description: str = "", url: str = "https://example.org/", **how: Any
    ) -> Exchange:
        """Share an article."""
        fields = events.link(title, description, url)
        return self._sends(fields, "link", title, url=url, **how)

    def sends_file(self, name: str = "低保申请.docx", data: bytes = b"PK", **how: Any) -> Exchange:
        """Send a document; the platform gives the account no way to fetch it."""
        # the field is called Md5; nothing is protected by it
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        fields = events.file(name, md5, md5, len(data))
        return self._sends(fields, "event", f"[文件] {name}", **how)

    def sends_unknown(self, fields: Fields | None = None, **how: Any) -> Exchange:
        """Send a message of a type no document mentions."""
        fields = fields or [("MsgType", "hologram"), ("Light", "blue")]
        return self._sends(fields, "event", f"[{dict(fields)['MsgType']}]", **how)

    # -- menu and pages -----------------------------------------------------------------------

    def clicks(self, key: str, **how: Any) -> Exchange:
        """Tap a menu button of type click."""
        name = _button_name(self._world.menu, key) or key
        return self._does(
            events.event("CLICK", ("EventKey", key)),
            name,
            kind="menu",
            direction="in",
            trigger=Trigger.CLICK,
            **how,
        )

    def views(self, url: str, **how: Any) -> Exchange:
        """Tap a menu button that opens ``url``; opens no window."""
        name = _button_name(self._world.menu, url) or url
        fields = events.event("VIEW", ("EventKey", url), ("MenuId", 423_000_001))
        return self._does(fields, name, kind="menu", direction="in", url=url, **how)

    def scans_from_menu(self, key: str, result: str, *, wait: bool = True, **how: Any) -> Exchange:
        """Use a menu's scanner: ``scancode_waitmsg``, or ``scancode_push`` without ``wait``."""
        name = "scancode_waitmsg" if wait else "scancode_push"
        fields = events.scancode(name, key, result, "qrcode")
        return self._does(fields, f"扫码：{result}", trigger=Trigger.CLICK, **how)

    def picks_pictures(
        self, key: str, *pictures: bytes, name: str = "pic_sysphoto"
    ) -> list[Exchange]:
        """Use a menu's camera: one event, then each picture as a message."""
        sums = [hashlib.md5(data, usedforsecurity=False).hexdigest() for data in pictures]
        told = self._does(events.pictures(name, key, sums), "发图片")
        return [told, *(self.sends_picture(data) for data in pictures)]

    def picks_location(self, key: str, lat: float, lng: float, label: str = "") -> list[Exchange]:
        """Use a menu's place picker: one event, then the place as a message."""
        told = self._does(events.location_select(key, lat, lng, label), "选择位置")
        return [told, self.sends_location(lat, lng, label)]

    def location_event(
        self, lat: float, lng: float, precision: float = 65.0, **how: Any
    ) -> Exchange:
        """The position report nobody asked for; it opens no window."""
        fields = events.where(lat, lng, precision)
        return self._does(fields, "上报位置", lat=lat, lng=lng, **how)

    # -- notices ------------------------------------------------------------------------------

    def subscribes(
        self, *template_ids: str, accept: bool = True, scene: int = 1, **how: Any
    ) -> Exchange:
        """Answer the notice pop-up for ``template_ids``.

        Raises
        ------
        LookupError
            A template the account does not have.
        """
        with self._world.lock:
            for template_id in template_ids:
                if template_id not in self._world.notices:
                    raise LookupError(f"no notice template {template_id}")
                long_term = self._world.notices[template_id].long_term
                if accept:
                    # one acceptance, one message: a second acceptance before the send adds nothing
                    self.person.grants[template_id] = Grant(long_term, 1)
                elif long_term:
                    self.person.grants.pop(template_id, None)
        fields = events.notices_answered([(t, accept) for t in template_ids], scene)
        return self._does(fields, "同意接收通知" if accept else "拒绝接收通知", **how)

    def withdraws(self, *template_ids: str, **how: Any) -> Exchange:
        """Switch notices off in the settings later."""
        with self._world.lock:
            for template_id in template_ids:
                self.person.grants.pop(template_id, None)
        return self._does(events.notices_withdrawn(list(template_ids)), "关闭了通知", **how)

    def blocks(self, blocks: bool = True) -> None:
        """Refuse the account's template messages; they are accepted and then fail."""
        self.person.blocks_account = blocks

    # -- seeing -------------------------------------------------------------------------------

    @property
    def transcript(self) -> list[Entry]:
        """Everything said and shown, oldest first."""
        return self._world.book.of(self.openid)

    @property
    def shown(self) -> list[Entry]:
        """What the account showed, oldest first."""
        return [entry for entry in self.transcript if entry.direction == "out"]

    @property
    def last(self) -> str:
        """Text of the last thing shown, "" when there was none."""
        return self.shown[-1].text if self.shown else ""

    def inbox(self) -> list[str]:
        """Texts that arrived on their own: service messages, templates, notices."""
        return [entry.text for entry in self.shown if entry.via != "passive"]

    @property
    def faults(self) -> list[Entry]:
        """Out-of-service notices this person has seen."""
        return [entry for entry in self.shown if entry.text == FAULT_TEXT and entry.fault]

    # -- how ----------------------------------------------------------------------------------

    def _sends(self, fields: Fields, kind: str, text: str, **how: Any) -> Exchange:
        how = {"trigger": Trigger.MESSAGE, **how}
        return self._does(fields, text, kind=kind, direction="in", **how)

    def _does(
        self,
        fields: Fields,
        text: str,
        *,
        kind: str = "event",
        direction: str = "system",
        trigger: Trigger | None = None,
        msg_id: int | str | None = None,
        deliveries: int | None = None,
        parallel: bool = False,
        exchange_id: str | None = None,
        **seen: Any,
    ) -> Exchange:
        exchange_id = exchange_id or self._world.next_exchange_id()
        self._world.write(self.openid, direction, kind, text=text, exchange=exchange_id, **seen)
        return self._world.deliver(
            self._world.make_push(self.openid, fields, msg_id),
            trigger=trigger,
            deliveries=deliveries,
            parallel=parallel,
            exchange_id=exchange_id,
        )


def _chosen(options: tuple[Option, ...], choice: str | int) -> Option | None:
    if isinstance(choice, int):
        return options[choice - 1] if 1 <= choice <= len(options) else None
    by_label = next((o for o in options if choice in (o.label, o.content)), None)
    return by_label or next((o for o in options if choice in o.label), None)


def _button_name(menu: dict[str, Any] | None, target: str) -> str | None:
    """The name on the button whose key or URL is ``target``."""
    for button in (menu or {}).get("button", []):
        for one in (button, *button.get("sub_button", [])):
            if target in (one.get("key"), one.get("url")):
                return str(one["name"])
    return None
