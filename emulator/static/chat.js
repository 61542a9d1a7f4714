// One phone: status bar, header, messages, input. It lives as long as its column is open.

import { api } from "./api.js";
import { row } from "./bubbles.js";
import { Composer } from "./composer.js";
import { fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { profileSheet } from "./sheets.js";
import { emit, entriesOf, loadTranscript, on, person, setOpen, store } from "./store.js";
import { chatTime, clockTime, now, readTime } from "./time.js";
import { Wire } from "./wire.js";

const GAP_MS = 5 * 60000;
const NEAR_PX = 80;
const MORE = 2000;

export class Phone {
  constructor(openid) {
    this.openid = openid;
    this.lastAt = 0;
    this.unseen = 0;
    this.build();
    this.stops = [
      on("entries", (id, list) => id === this.openid && this.add(list)),
      on("reload", (id, more) => id === this.openid && this.redraw(more)),
      on("people", () => this.refresh()),
      on("menu", () => this.composer.refresh()),
      on("tick", () => this.tick()),
    ];
    this.refresh();
    this.tick();
    loadTranscript(openid).catch((error) => toast(error.message, true));
  }

  get who() {
    return person(this.openid) || { name: this.openid, colour: "#576b95", following: true };
  }

  build() {
    this.clock = h("span", { class: "status-clock" });
    this.title = h("h2", { class: "title" });
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", tabIndex: 0, onscroll: () => this.scrolled() });
    this.fresh = h("button", { type: "button", class: "fresh", hidden: true, onclick: () => this.toEnd(true) });
    this.wire = new Wire(this.openid);
    this.wireButton = this.tool("code", "看线上往来（XML）", () => this.toggleWire());
    this.wireButton.setAttribute("aria-expanded", "false");
    this.screen = h("div", { class: "screen" },
      h("div", { class: "status", "aria-hidden": "true" }, this.clock, h("span", { class: "notch" }), h("span", { class: "battery" })),
      h("header", { class: "top" },
        this.tool("back", "返回名单", () => this.leave(), "back"),
        this.title, this.wireButton,
        this.tool("more", "更多：关注、扫码、资料", () => profileSheet(this)),
        this.tool("close", "关掉这部手机", () => this.leave(), "shut")),
      h("div", { class: "middle" }, this.log, this.fresh));
    this.composer = new Composer(this);
    this.screen.append(this.composer.element);
    this.element = h("section", { class: "phone", "data-openid": this.openid },
      h("div", { class: "frame" }, this.screen), this.wire.element);
    this.wire.onclose = () => this.toggleWire(false);
  }

  tool(name, label, action, extra = "") {
    return h("button", { type: "button", class: `tool ${extra}`, "aria-label": label, title: label, onclick: action }, icon(name));
  }

  /** Back to the list on a narrow screen, close the column on a wide one. */
  leave() {
    setOpen(store.open.filter((openid) => openid !== this.openid));
  }

  toggleWire(show = this.wire.element.hidden) {
    this.wire.show(show);
    this.element.classList.toggle("has-wire", show);
    this.wireButton.setAttribute("aria-expanded", String(show));
    if (show) this.element.scrollIntoView({ inline: "nearest", block: "nearest" });
    else this.wireButton.focus();
  }

  refresh() {
    fill(this.title, store.account.name, h("span", { class: "holder" }, this.who.name));
    this.element.setAttribute("aria-label", `${this.who.name}的手机`);
    this.log.setAttribute("aria-label", `${this.who.name}和${store.account.name}的聊天`);
    this.composer.refresh();
  }

  tick() {
    this.clock.textContent = clockTime(now());
  }

  /** Draw everything anew; `more` says that older messages may exist. */
  redraw(more) {
    this.log.replaceChildren();
    this.lastAt = 0;
    if (more) {
      this.log.append(h("button", { type: "button", class: "older", onclick: () => loadTranscript(this.openid, MORE) }, "查看更早的消息"));
    }
    this.append(entriesOf(this.openid));
    this.toEnd(true);
  }

  /** Add what just arrived; follow to the end unless the person scrolled up. */
  add(entries) {
    const follow = this.nearEnd() || entries.some((entry) => entry.direction === "in");
    this.append(entries);
    if (follow) this.toEnd();
    else {
      this.unseen += entries.length;
      this.fresh.textContent = `↓ ${this.unseen} 条新消息`;
      this.fresh.hidden = false;
    }
    if (!this.wire.element.hidden) this.wire.reloadSoon();
  }

  append(entries) {
    for (const entry of entries) {
      if (this.log.querySelector(`[data-seq="${Number(entry.seq)}"]`)) continue;
      const at = readTime(entry.at);
      if (!Number.isNaN(at) && at - this.lastAt > GAP_MS) this.log.append(h("div", { class: "stamp" }, chatTime(at)));
      if (!Number.isNaN(at)) this.lastAt = at;
      this.log.append(row(entry, this.who, (option) => this.tap(option)));
    }
    for (const image of this.log.querySelectorAll("img")) {
      if (!image.complete) image.addEventListener("load", () => this.toEnd(), { once: true });
    }
  }

  nearEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
  }

  toEnd(focusLog = false) {
    this.log.scrollTop = this.log.scrollHeight;
    this.unseen = 0;
    this.fresh.hidden = true;
    if (focusLog && document.activeElement === this.fresh) this.log.focus();
  }

  scrolled() {
    if (this.nearEnd()) {
      this.unseen = 0;
      this.fresh.hidden = true;
    }
  }

  tap(option) {
    return this.act(() => api.text(this.openid, option.content, option.id ?? null));
  }

  /** Run one call; on failure say so and answer false. */
  async act(work) {
    try {
      await work();
      return true;
    } catch (error) {
      toast(`没有发出去：${error.message}`, true);
      emit("people");
      return false;
    }
  }

  close() {
    this.stops.forEach((stop) => stop());
    this.wire.show(false);
    this.element.remove();
  }
}
