// The bottom of a phone: the account's menu, or the keyboard with voice, faces and the ⊕ panel,
// or the button to follow.

import { api } from "./api.js";
import { fill, h, toast } from "./dom.js";
import { FACE_NAMES, face, icon } from "./icons.js";
import { linkSheet, pictureSheet, placeSheet, scanSheet, subscribeSheet, voiceSheet } from "./sheets.js";
import { store } from "./store.js";

const MOST_LINES_PX = 120;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.mode = null;
    this.panel = null;
    this.element = h("footer", { class: "composer", "aria-label": "输入区" });
    this.field = h("textarea", {
      rows: 1, class: "field", "aria-label": "输入消息", enterKeyHint: "send", autocomplete: "off",
      oninput: () => this.grow(), onkeydown: (event) => this.key(event), onpaste: (event) => this.paste(event),
      onfocus: () => this.panel && this.showPanel(null),
    });
    this.file = h("input", { type: "file", accept: "image/*", class: "sr", tabIndex: -1, "aria-hidden": "true", onchange: () => this.chosen(this.file.files[0]) });
    this.send = h("button", { type: "button", class: "send", hidden: true, onclick: () => this.sendText() }, "发送");
    this.plus = this.button("plus", "更多：图片、位置、扫码", () => this.showPanel("tools"));
  }

  button(name, label, action) {
    return h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: action }, icon(name, 30));
  }

  buttons() {
    const menu = store.menu?.menu || store.menu;
    return menu?.button || [];
  }

  /** Draw again only if what must be shown changed, so that typing is never disturbed. */
  refresh() {
    if (!this.mode || (this.mode === "menu" && !this.buttons().length)) this.mode = this.buttons().length ? "menu" : "text";
    if (this.drawn && this.mode === "text" && !this.touched && this.buttons().length) this.mode = "menu";
    const state = JSON.stringify([this.phone.who.following, this.mode, this.buttons()]);
    if (state === this.drawn) return;
    this.drawn = state;
    this.draw();
  }

  choose(mode) {
    this.mode = mode;
    this.touched = true;
    this.panel = null;
    this.refresh();
    if (mode === "text") this.field.focus();
    else this.element.querySelector("button")?.focus();
  }

  draw() {
    if (!this.phone.who.following) {
      fill(this.element, h("button", { type: "button", class: "primary wide", onclick: () => this.follow() }, "关注公众号"));
    } else if (this.mode === "menu") {
      fill(this.element, h("div", { class: "bar menu-bar" },
        this.button("keyboard", "换成键盘", () => this.choose("text")),
        this.buttons().map((one) => this.menuButton(one))));
    } else {
      fill(this.element, h("div", { class: "bar" },
        this.buttons().length ? this.button("menu", "换成菜单", () => this.choose("menu")) : null,
        this.mode === "voice"
          ? this.button("keyboard", "换成键盘", () => this.choose("text"))
          : this.button("voice", "换成语音", () => this.choose("voice")),
        this.mode === "voice"
          ? h("button", { type: "button", class: "hold", onclick: () => voiceSheet(this.phone) }, "按住 说话")
          : this.field,
        this.button("face", "表情", () => this.showPanel("faces")),
        this.plus, this.send, this.file));
      this.grow();
    }
    this.phone.toEnd();
  }

  async follow() {
    if (await this.phone.act(() => api.follow(this.phone.openid))) {
      this.phone.who.following = true;
      this.refresh();
    }
  }

  menuButton(one) {
    const parts = one.sub_button || [];
    if (!parts.length) return h("button", { type: "button", class: "menu-button", onclick: () => this.tapMenu(one) }, h("span", {}, one.name));
    const list = h("div", { class: "submenu", role: "menu", hidden: true },
      parts.map((part) => h("button", { type: "button", role: "menuitem", onclick: () => { shut(false); this.tapMenu(part); } }, part.name)));
    const button = h("button", { type: "button", class: "menu-button has-more", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => shut(list.hidden) }, h("span", {}, one.name));
    const shut = (show) => {
      for (const other of this.element.querySelectorAll(".submenu")) other.hidden = true;
      for (const other of this.element.querySelectorAll(".has-more")) other.setAttribute("aria-expanded", "false");
      list.hidden = !show;
      button.setAttribute("aria-expanded", String(show));
      if (show) document.addEventListener("click", (event) => holder.contains(event.target) || list.hidden || shut(false), { once: true, capture: true });
    };
    const holder = h("div", { class: "menu-holder", onkeydown: (event) => {
      if (event.key === "Escape" && !list.hidden) { shut(false); button.focus(); }
    } }, button, list);
    return holder;
  }

  async tapMenu(one) {
    const address = one.url && one.type !== "click";
    const done = await this.phone.act(() => api.tapMenu(this.phone.openid, address ? { url: one.url } : { key: one.key || one.name }));
    if (done && address) linkSheet(this.phone, one.name, one.url);
  }

  key(event) {
    // 229 is what browsers give while an input method is still composing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.sendText();
  }

  async sendText() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.field.value = "";
    this.grow();
    this.field.focus();
    if (!(await this.phone.act(() => api.text(this.phone.openid, text))) && !this.field.value) {
      this.field.value = text;
      this.grow();
    }
  }

  grow() {
    const full = Boolean(this.field.value.trim());
    this.send.hidden = !full;
    this.plus.hidden = full;
    this.field.style.height = "auto";
    const border = this.field.offsetHeight - this.field.clientHeight;
    this.field.style.height = `${Math.min(MOST_LINES_PX, this.field.scrollHeight + border)}px`;
  }

  paste(event) {
    const file = [...(event.clipboardData?.files || [])].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.chosen(file);
  }

  chosen(file) {
    this.file.value = "";
    if (!file) return;
    if (!file.type.startsWith("image/")) toast("这里只能发图片", true);
    else pictureSheet(this.phone, file);
  }

  showPanel(name) {
    this.element.querySelector(".panel")?.remove();
    this.panel = this.panel === name ? null : name;
    if (this.panel === "faces") this.element.append(this.faces());
    if (this.panel === "tools") this.element.append(this.tools());
    this.phone.toEnd();
  }

  faces() {
    return h("div", { class: "panel faces" }, FACE_NAMES.map((name) =>
      h("button", { type: "button", "aria-label": name, title: name, onclick: () => this.insert(`[${name}]`) }, face(name, 30))));
  }

  insert(words) {
    if (this.mode !== "text") {
      this.mode = "text";
      this.refresh();
      this.panel = null;
      this.showPanel("faces");
    }
    const { selectionStart: from, selectionEnd: to } = this.field;
    this.field.setRangeText(words, from, to, "end");
    this.grow();
  }

  tools() {
    const phone = this.phone;
    const list = [
      ["picture", "图片", () => this.file.click()],
      ["mic", "语音", () => voiceSheet(phone)],
      ["pin", "位置", () => placeSheet(phone)],
      ["scan", "扫一扫", () => scanSheet(phone)],
      ["bell", "订阅通知", () => subscribeSheet(phone)],
    ];
    return h("div", { class: "panel tools" }, list.map(([name, label, action]) =>
      h("button", { type: "button", onclick: () => { if (name !== "picture") this.showPanel(null); action(); } },
        h("span", { class: "tool-tile" }, icon(name, 28)), h("span", {}, label))));
  }
}
