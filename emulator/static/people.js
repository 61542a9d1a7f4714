// The list of people, the clock, and adding a person.

import { api } from "./api.js";
import { avatar, fill, h, hidden, toast } from "./dom.js";
import { icon } from "./icons.js";
import { MOST_PHONES, emit, isWide, on, plain, refreshCast, setOpen, store } from "./store.js";
import { advance, fullTime, now } from "./time.js";
import { sheet } from "./sheets.js";

const JUMPS = [["+1 小时", 3600], ["+1 天", 86400], ["+2 天", 172800]];

export class People {
  constructor(element) {
    this.element = element;
    this.clock = h("output", { class: "now", "aria-label": "模拟器的时间" });
    this.title = h("h1", {});
    this.facts = h("div", { class: "card-small" });
    this.list = h("nav", { class: "list", "aria-label": "选一个人" });
    fill(element,
      h("div", { class: "people-top" }, h("div", { class: "grow" }, this.title, this.facts),
        h("button", { type: "button", class: "tool", "aria-label": "添加人物", title: "添加人物", onclick: () => this.addPerson() }, icon("add", 28))),
      h("div", { class: "travel", role: "group", "aria-label": "时间旅行" },
        h("div", { class: "travel-now" }, icon("clock", 18), this.clock),
        h("div", { class: "travel-jumps" }, h("span", { class: "travel-name" }, "时间旅行"), JUMPS.map(([label, seconds]) =>
          h("button", { type: "button", onclick: () => this.jump(label, seconds) }, label)))),
      this.list);
    on("people", () => this.draw());
    on("open", () => this.draw());
    on("tick", () => (this.clock.textContent = fullTime(now())));
  }

  async jump(label, seconds) {
    try {
      await advance(seconds);
      emit("tick");
      toast(`时间已拨快 ${label.slice(1)}`);
    } catch (error) {
      toast(`时间没有拨动：${error.message}`, true);
    }
  }

  draw() {
    this.title.textContent = store.account.name;
    this.facts.textContent = [store.account.profile, `${store.people.length} 个人`].filter(Boolean).join(" · ");
    const focused = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    const groups = new Map();
    for (const one of store.people) {
      const name = one.group || "其他";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(one);
    }
    fill(this.list, [...groups].map(([name, people]) => h("section", {},
      h("h2", { class: "group" }, name), people.map((one) => this.row(one)))));
    if (focused) this.list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  row(one) {
    const open = store.open.includes(one.openid);
    const badge = one.unread ? h("span", { class: "unread" }, one.unread > 99 ? "99+" : String(one.unread), hidden(" 条未读")) : null;
    const last = one.last ? plain(one.last) : one.about || "";
    const face = h("span", { class: "face-holder" }, avatar(one.name, one.colour), badge);
    return h("div", { class: open ? "person is-open" : "person" },
      h("button", { type: "button", class: "person-main", "data-key": `p-${one.openid}`, "data-openid": one.openid,
        "aria-current": open ? "true" : null, onclick: () => this.choose(one.openid) },
        face, h("span", { class: "person-text" },
          h("span", { class: "person-name" }, one.name, one.following ? null : h("span", { class: "tag" }, "未关注")),
          h("span", { class: "person-last" }, last))),
      h("button", { type: "button", class: "tool beside", "data-key": `b-${one.openid}`, disabled: open || store.open.length >= MOST_PHONES,
        "aria-label": `把${one.name}的手机并排打开`, title: "并排打开", onclick: () => setOpen([...store.open, one.openid]) }, icon("columns", 22)));
  }

  /** On a wide screen the active phone changes hands; an open phone is only brought into view. */
  choose(openid) {
    if (!isWide()) setOpen([openid]);
    else if (store.open.includes(openid)) setOpen(store.open, openid);
    else if (store.adding || !store.open.length) setOpen([...store.open, openid]);
    else setOpen(store.open.map((one) => (one === (store.active || store.open.at(-1)) ? openid : one)), openid);
    store.adding = false;
  }

  addPerson() {
    const name = h("input", { class: "field", maxLength: 20, placeholder: "姓名，比如 周桂花", "data-first": "" });
    const about = h("input", { class: "field", maxLength: 80, placeholder: "是谁，比如 五组低保户，腿脚不便" });
    const groups = [...new Set(store.people.map((one) => one.group).filter(Boolean))];
    const group = h("input", { class: "field", list: "groups", value: groups[0] || "村民" });
    sheet(this.element, "添加人物", (close) => [
      h("label", { class: "labelled" }, h("span", {}, "姓名"), name),
      h("label", { class: "labelled" }, h("span", {}, "说明"), about),
      h("label", { class: "labelled" }, h("span", {}, "分组"), group),
      h("datalist", { id: "groups" }, groups.map((one) => h("option", { value: one }))),
      h("button", { type: "button", class: "primary wide", onclick: async () => {
        if (!name.value.trim()) { name.focus(); return; }
        try {
          const made = await api.addPerson({ name: name.value.trim(), about: about.value.trim(), group: group.value.trim() || "村民" });
          close();
          await refreshCast();
          store.adding = isWide() && store.open.length < MOST_PHONES;
          this.choose(made.openid);
        } catch (error) {
          toast(`没有加上：${error.message}`, true);
        }
      } }, "添加"),
    ]);
  }
}
