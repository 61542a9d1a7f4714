"""Take the pictures of README and docs: ``make screenshots``.

Starts ``minhu run`` in an empty folder, plays a short story on the phone page's own interface (a
lamp is repaired, a gas bottle leaks), and photographs the page in a real Chromium.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
START_S, ANSWER_S, NEWS_S = 90, 10, 15
LI, CADRE, LEADER, ZHAO = "o_resident_li", "o_cadre_shangyan", "o_leader", "o_resident_zhao"


@contextmanager
def demonstration() -> Iterator[str]:
    """``minhu run`` in an empty folder; the address of its phone page.

    Raises
    ------
    TimeoutError
        It did not answer within a minute and a half.
    """
    port, bot_port = _free_port(), _free_port()
    with tempfile.TemporaryDirectory() as folder:
        model = ROOT / "var" / "topics.model"
        if model.exists():  # training takes longer than the whole story
            shutil.copy(model, folder)
        command = [
            sys.executable, "-m", "minhu", "run", "--port", str(port), "--bot-port", str(bot_port),
            "--folder", f"{folder}/demo",
        ]  # fmt: skip
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            for url in (f"http://127.0.0.1:{port}/phone", f"http://127.0.0.1:{bot_port}/healthz"):
                _wait_for(url)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)


class Story:
    """Lets people of the demo town talk, one after the other."""

    def __init__(self, base: str) -> None:
        self._http = httpx.Client(base_url=f"{base}/phone/api", timeout=10)

    def says(self, who: str, text: str) -> None:
        """``who`` says ``text`` and waits for the reply."""
        self._act(who, "text", {"text": text})

    def scans(self, who: str, scene: str) -> None:
        """``who`` scans the code of ``scene``."""
        self._act(who, "scan", {"scene": scene})

    def hears(self, who: str, word: str) -> None:
        """Wait until something that ``who`` was shown holds ``word``.

        Raises
        ------
        TimeoutError
            Nothing did within a quarter of a minute.
        """
        until = time.monotonic() + NEWS_S
        while word not in self._shown(who):
            if time.monotonic() > until:
                raise TimeoutError(f"{who} never heard {word!r}: {self._shown(who)[-400:]}")
            time.sleep(0.2)

    def _act(self, who: str, what: str, order: dict[str, str]) -> None:
        before = self._replies(who)
        self._http.post(f"/people/{who}/{what}", json=order).raise_for_status()
        until = time.monotonic() + ANSWER_S
        while self._replies(who) == before:
            if time.monotonic() > until:
                raise TimeoutError(f"{who}: {order} was not answered")
            time.sleep(0.1)

    def _transcript(self, who: str) -> list[dict[str, object]]:
        answer = self._http.get(f"/people/{who}/transcript").raise_for_status()
        entries: list[dict[str, object]] = answer.json()
        return entries

    def _replies(self, who: str) -> int:
        return sum(entry["direction"] == "out" for entry in self._transcript(who))

    def _shown(self, who: str) -> str:
        return "\n".join(str(entry["text"]) for entry in self._transcript(who))


def play(story: Story) -> None:
    """A broken lamp from the first word to the answer; a leaking gas bottle; a leader is woken."""
    story.says(LEADER, "待办")
    story.scans(LI, "v:v01")
    story.says(LI, "村口那盏路灯坏了半个月了，晚上接娃放学黑灯瞎火的")
    story.hears(LI, "已登记")
    story.says(CADRE, "待办")
    story.says(CADRE, "1")
    story.says(CADRE, "1")
    story.hears(LI, "签收")
    story.scans(ZHAO, "v:v02")
    story.says(ZHAO, "灶屋里闻到好大的煤气味，咋办")
    story.hears(LEADER, "紧急")
    story.says(CADRE, "答复 1 电工今天下午去换了灯泡，天黑您看看亮不亮。")
    story.hears(LI, "天黑您看看")


def photograph(page: Page, base: str) -> None:
    """The page on a desktop with three phones, and on a narrow one."""
    _open(page, base, (LI, CADRE, LEADER), width=1600, height=900)
    page.screenshot(path=PICTURES / "phone.png")
    _open(page, base, (LI,), width=375, height=760)
    page.screenshot(path=PICTURES / "phone-narrow.png")


def _open(page: Page, base: str, people: tuple[str, ...], *, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{base}/phone#{','.join(people)}")
    page.reload()  # a change behind the # alone does not load the page anew
    page.locator("#stage").get_by_text("天黑您看看").first.wait_for()
    page.wait_for_timeout(800)


def _wait_for(url: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} did not answer")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def main() -> None:
    """Play, photograph, say where the pictures are."""
    browser_path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demonstration() as base, sync_playwright() as playwright:
        play(Story(base))
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        photograph(browser.new_page(), base)
        browser.close()
    for path in sorted(PICTURES.glob("phone*.png")):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
