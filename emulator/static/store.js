// What the page knows: people, transcripts, menu, which phones are open. One long poll feeds it;
// the views listen. Events: "people", "entries" (openid, list), "reload" (openid), "menu", "open",
// "link" (connected or not), "tick".

import { api } from "./api.js";
import { advance } from "./time.js";

const WAIT_SECONDS = 20;
const MENU_EVERY_MS = 15000;
export const MOST_PHONES = 4;
const WIDE = matchMedia("(min-width: 900px)");

const listeners = new Map();

export const store = { account: { name: "公众号" }, people: [], menu: {}, scenes: [], open: [], active: null, seq: 0 };
const transcripts = new Map();

export const isWide = () => WIDE.matches;

/** Listen for an event; returns the way to stop listening. */
export function on(event, listener) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(listener);
  return () => listeners.get(event).delete(listener);
}

export function emit(event, ...details) {
  for (const listener of [...(listeners.get(event) || [])]) listener(...details);
}

export const person = (openid) => store.people.find((one) => one.openid === openid);
export const entriesOf = (openid) => [...(transcripts.get(openid)?.values() || [])].sort((a, b) => a.seq - b.seq);

function keep(entry) {
  if (!transcripts.has(entry.openid)) transcripts.set(entry.openid, new Map());
  const known = transcripts.get(entry.openid);
  const fresh = !known.has(entry.seq);
  known.set(entry.seq, entry);
  return fresh;
}

const seen = (openid) => store.open.includes(openid) && (isWide() || store.active === openid) && !document.hidden;

/** Fetch names, unread counts and who follows. */
export async function refreshCast() {
  const cast = await api.cast();
  store.account = cast.account || store.account;
  store.people = cast.people || [];
  for (const one of store.people) if (seen(one.openid)) one.unread = 0;
  emit("people");
}

let castTimer = null;
function castSoon() {
  clearTimeout(castTimer);
  castTimer = setTimeout(() => refreshCast().catch(() => {}), 120);
}

let menuAt = 0;
/** Fetch the account's menu again, at most every 15 s unless forced. */
export async function refreshMenu(force = false) {
  if (!force && Date.now() - menuAt < MENU_EVERY_MS) return;
  menuAt = Date.now();
  const menu = await api.menu();
  const changed = JSON.stringify(menu) !== JSON.stringify(store.menu);
  store.menu = menu || {};
  if (changed) emit("menu");
}

/** Fetch one person's last messages; the server counts them as read. */
export async function loadTranscript(openid, limit = 200) {
  const entries = await api.transcript(openid, limit);
  transcripts.set(openid, new Map());
  entries.forEach(keep);
  const one = person(openid);
  if (one) one.unread = 0;
  emit("reload", openid, entries.length >= limit);
  emit("people");
}

/** Short words for the people list. */
export function gist(entry) {
  const words = { image: "[图片]", voice: "[语音]", video: "[视频]", location: "[位置]", link: "[链接]" };
  if (words[entry.kind]) return words[entry.kind];
  if (entry.kind === "news") return `[文章] ${entry.articles?.[0]?.title || ""}`;
  return plain(entry.text || "");
}

/** A text without its anchors, on one line. */
export const plain = (text) => String(text).replace(/<\/?a\b[^>]*>/gi, "").replace(/\s+/g, " ").trim();

function take(entries) {
  const fresh = new Map();
  for (const entry of entries) {
    if (!keep(entry)) continue;
    if (!fresh.has(entry.openid)) fresh.set(entry.openid, []);
    fresh.get(entry.openid).push(entry);
    if (entry.kind === "event" || entry.direction === "system") castSoon();
    const one = person(entry.openid);
    if (!one) castSoon();
    else {
      one.last = gist(entry);
      if (entry.direction === "out" && !seen(entry.openid)) one.unread += 1;
    }
  }
  for (const [openid, list] of fresh) emit("entries", openid, list);
  if (fresh.size) emit("people");
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function catchUp() {
  const first = await api.changes(0, 0);
  transcripts.clear();
  for (const entry of first.entries) keep(entry);
  store.seq = first.seq;
  await Promise.all([refreshCast(), refreshMenu(true), advance(0).catch(() => {})]);
  await Promise.all(store.open.map((openid) => loadTranscript(openid).catch(() => {})));
}

/** Follow the emulator for as long as the page lives; `ready` is called after the first success. */
export async function run(ready) {
  let failures = 0;
  let started = false;
  let stale = true;
  for (;;) {
    try {
      if (stale) {
        await catchUp();
        stale = false;
        if (!started) ready();
        started = true;
      }
      if (failures) emit("link", true);
      failures = 0;
      const news = await api.changes(store.seq, WAIT_SECONDS);
      // A smaller number means the emulator began anew (restart or reset).
      if (news.seq < store.seq) stale = true;
      else {
        store.seq = news.seq;
        take(news.entries);
        refreshMenu().catch(() => {});
      }
    } catch (error) {
      failures += 1;
      // Whatever broke the line may have been a restart, which begins a new book of entries.
      stale = true;
      emit("link", false, error.message);
      await pause(Math.min(8000, 250 * 2 ** failures));
    }
  }
}

/** Which phones are open, kept in the address so that a reload shows the same. */
export function setOpen(openids, active = openids.at(-1) || null) {
  store.open = [...new Set(openids)].slice(0, MOST_PHONES);
  store.active = active;
  const hash = "#" + store.open.map(encodeURIComponent).join(",");
  if (hash !== (location.hash || "#")) history.pushState(null, "", hash);
  emit("open");
}

/** Read the open phones from the address. */
export function readHash() {
  const wanted = location.hash.slice(1).split(",").filter(Boolean).map(decodeURIComponent);
  store.open = wanted.filter((openid) => person(openid)).slice(0, MOST_PHONES);
  store.active = store.open.at(isWide() ? 0 : -1) || null;
  emit("open");
}

WIDE.addEventListener("change", () => emit("open"));
