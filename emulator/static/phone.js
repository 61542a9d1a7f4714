// The page: left the people, right the open phones side by side.

import { Phone } from "./chat.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { People } from "./people.js";
import { MOST_PHONES, emit, isWide, on, readHash, refreshCast, run, setOpen, store } from "./store.js";

const TICK_MS = 5000;
const TWO_PHONES_PX = 1180;
const LOST_AFTER_MS = 700;

const banner = document.getElementById("banner");
const app = document.getElementById("app");
const stage = document.getElementById("stage");
const phones = new Map();

const addColumn = h("button", { type: "button", class: "add-column", onclick: () => {
  store.adding = true;
  document.querySelector(".person-main:not([aria-current])")?.focus();
  drawStage();
} });
const empty = h("p", { class: "empty" }, "从左边选一个人，打开他的手机。");

function drawStage() {
  const shown = isWide() ? store.open : store.open.filter((openid) => openid === store.active);
  for (const [openid, phone] of phones) {
    if (shown.includes(openid)) continue;
    phone.close();
    phones.delete(openid);
  }
  shown.forEach((openid, index) => {
    if (!phones.has(openid)) phones.set(openid, new Phone(openid));
    const { element } = phones.get(openid);
    // Moving a node resets its scroll position, so only move what is out of place.
    if (stage.children[index] !== element) stage.insertBefore(element, stage.children[index] || null);
    element.classList.toggle("is-active", openid === store.active && shown.length > 1);
  });
  addColumn.replaceChildren(icon("add", 30), store.adding ? "从左边点一个人" : "并排再开一部");
  if (shown.length && shown.length < MOST_PHONES) stage.append(addColumn);
  else addColumn.remove();
  if (shown.length) empty.remove();
  else stage.append(empty);
  app.classList.toggle("in-chat", shown.length > 0);
  const active = phones.get(store.active);
  active?.element.scrollIntoView({ inline: "nearest", block: "nearest" });
  document.title = active ? `${active.who.name} · ${store.account.name}` : store.account.name;
}

let lostTimer = null;
function linkChanged(connected, reason) {
  clearTimeout(lostTimer);
  if (connected) banner.hidden = true;
  else {
    // One short hiccup is not worth a banner.
    lostTimer = setTimeout(() => {
      banner.textContent = `和模拟器断开了（${reason}），正在自动重连…`;
      banner.hidden = false;
    }, LOST_AFTER_MS);
  }
}

function ready() {
  readHash();
  if (!store.open.length && !location.hash && isWide()) {
    const first = store.people[0];
    const other = store.people.find((one) => one.group !== first?.group);
    const start = innerWidth >= TWO_PHONES_PX ? [first, other] : [first];
    setOpen(start.filter(Boolean).map((one) => one.openid), first?.openid);
  }
}

new People(document.getElementById("people"));
on("open", drawStage);
on("link", linkChanged);
addEventListener("popstate", readHash);
addEventListener("hashchange", readHash);
document.addEventListener("visibilitychange", () => document.hidden || refreshCast().catch(() => {}));
stage.addEventListener("focusin", (event) => {
  const openid = event.target.closest(".phone")?.dataset.openid;
  if (!openid || openid === store.active) return;
  store.active = openid;
  for (const [id, phone] of phones) phone.element.classList.toggle("is-active", id === openid && phones.size > 1);
});
setInterval(() => emit("tick"), TICK_MS);
run(() => {
  ready();
  emit("tick");
});
