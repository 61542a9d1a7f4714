// One entry of a transcript as one row of the chat.

import { openAddress } from "./api.js";
import { avatar, h, hidden, toast } from "./dom.js";
import { icon } from "./icons.js";
import { bare, messageNodes, plainLines, webAddress } from "./markup.js";
import { store } from "./store.js";

const ACCOUNT_COLOUR = "#07853f";

/** Pictures are only fetched from this machine; any other address shows a coloured tile. */
export function localPicture(url) {
  try {
    const address = new URL(url, location.href);
    if (address.protocol === "blob:") return address.href;
    return [location.hostname, "127.0.0.1", "localhost"].includes(address.hostname) ? address.href : null;
  } catch {
    return null;
  }
}

/** Show a picture as large as the window allows. */
export function enlarge(url) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": "大图", onclick: () => dialog.close(), onclose: () => dialog.remove() },
    h("img", { src: url, alt: "大图" }),
    h("button", { type: "button", class: "round", "aria-label": "关闭大图" }, icon("close")));
  document.body.append(dialog);
  dialog.showModal();
}

function picture(entry) {
  const url = entry.media_url && localPicture(entry.media_url);
  if (!url) return h("div", { class: "bubble" }, "[图片]");
  const image = h("img", { src: url, alt: "图片", loading: "eager" });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "bubble" }, "[图片已过期或打不开]")), { once: true });
  return h("button", { type: "button", class: "picture", "aria-label": "看大图", onclick: () => enlarge(url) }, image);
}

let playing = null;
function play(entry) {
  playing?.pause();
  if (!entry.media_url) return;
  playing = new Audio(entry.media_url);
  playing.play().catch(() => toast("这条语音里没有声音"));
}

function voice(entry) {
  const words = entry.text === "[语音]" ? "" : entry.text || "";
  const seconds = Math.min(60, Math.max(2, Math.ceil(Array.from(words).length / 4)));
  const bubble = h("button", { type: "button", class: "bubble voice", "aria-label": `语音 ${seconds} 秒，点一下播放`, onclick: () => play(entry) },
    icon("sound", 22), `${seconds}″`);
  bubble.style.minWidth = `${80 + seconds * 4}px`;
  return h("div", { class: "stack" }, bubble,
    h("div", { class: "heard" }, words ? `识别：${words}` : "没有识别文字"));
}

function place(entry) {
  const where = [entry.lat, entry.lng].every((part) => part !== null && part !== undefined)
    ? `${Number(entry.lat).toFixed(5)}, ${Number(entry.lng).toFixed(5)}` : "";
  return h("div", { class: "card place" },
    h("div", { class: "card-title" }, entry.text || "位置"),
    h("div", { class: "card-small" }, where),
    h("div", { class: "map" }, icon("pin", 34)));
}

function details(url, open) {
  if (!webAddress(url)) return null;
  return h("a", { class: "card-foot", href: open(url), title: url, target: "_blank", rel: "noopener noreferrer" }, "详情", h("span", { "aria-hidden": "true" }, "›"));
}

function article(one, first, open) {
  const address = webAddress(one.url) && open(one.url);
  const source = one.pic_url && localPicture(one.pic_url);
  const tile = source
    ? h("img", { class: "tile", src: source, alt: "" })
    : h("span", { class: "tile", "aria-hidden": "true" }, Array.from(one.title || "文")[0]);
  const body = [h("span", { class: "article-text" }, h("span", { class: "card-title" }, one.title || "（没有标题）"),
    first && one.description ? h("span", { class: "card-small" }, one.description) : null), tile];
  return address
    ? h("a", { class: "article", href: address, title: one.url, target: "_blank", rel: "noopener noreferrer" }, body)
    : h("div", { class: "article" }, body);
}

function news(entry, open) {
  const list = entry.articles?.length ? entry.articles : [{ title: entry.text }];
  return h("div", { class: "card" }, list.map((one, index) => article(one, index === 0, open)));
}

/** A template or subscription message: title line, then "name：value" rows. */
function template(entry, open) {
  const lines = plainLines(entry.text || "");
  const title = entry.articles?.[0]?.title || lines.shift() || "通知";
  const rows = lines.map((line) => {
    const pair = /^([^：:]{1,14})[：:]\s*(.+)$/.exec(line);
    return pair
      ? h("div", { class: "pair" }, h("span", {}, pair[1]), h("span", {}, pair[2]))
      : h("div", { class: "line-text" }, messageNodes(line, [], undefined, open));
  });
  return h("div", { class: "card template" },
    h("div", { class: "card-title" }, title), rows, details(entry.url || entry.articles?.[0]?.url, open));
}

function linkCard(entry, open) {
  const one = entry.articles?.[0] || { title: entry.text, url: entry.url };
  return h("div", { class: "card" }, article(one, true, open));
}

function body(entry, tap, open) {
  switch (entry.kind) {
    case "image": return picture(entry);
    case "voice": return voice(entry);
    case "video": return h("div", { class: "bubble" }, "[视频] ", entry.text === "[视频]" ? "" : entry.text);
    case "location": return place(entry);
    case "news": return news(entry, open);
    case "template": case "subscribe": return template(entry, open);
    case "link": return linkCard(entry, open);
    default: return h("div", { class: "bubble" }, entry.direction === "in"
      ? bare(entry.text || "", open)
      : messageNodes(entry.text || "", entry.options || [], tap, open));
  }
}

const note = (entry, words) => h("div", { class: "note", "data-seq": entry.seq }, words);

function fault(entry) {
  return h("div", { class: "note fault", "data-seq": entry.seq },
    h("div", {}, entry.text || "该公众号暂时无法提供服务，请稍后再试"),
    entry.reason ? h("div", { class: "why" }, entry.reason) : null);
}

/** The row for `entry`, said by or shown to `who`. */
export function row(entry, who, tap) {
  if (entry.kind === "fault") return fault(entry);
  if (entry.kind === "menu") return note(entry, `点了菜单：${entry.text}`);
  if (entry.direction === "system") return note(entry, entry.text);
  const mine = entry.direction === "in";
  const open = (url) => openAddress(entry.openid, url);
  const name = mine ? who.name : store.account.name;
  const failed = entry.failed
    ? h("span", { class: "failed", role: "img", "aria-label": `没有送到：${entry.reason || ""}`, title: entry.reason || "没有送到" }, "!") : null;
  return h("div", { class: `row ${mine ? "is-mine" : "is-theirs"} kind-${entry.kind}`, "data-seq": entry.seq },
    avatar(name, mine ? who.colour : ACCOUNT_COLOUR),
    h("div", { class: "said" }, hidden(`${name}：`), body(entry, tap, open), failed,
      entry.ai ? h("div", { class: "ai" }, "内容由AI生成") : null,
      entry.failed && entry.reason ? h("div", { class: "why" }, entry.reason) : null));
}
