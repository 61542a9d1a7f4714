// Message text as nodes: tappable options (weixin://bizmsgmenu anchors), web links, bare
// addresses, phone numbers and [微笑] faces. Anything else stays the text it is.

import { h } from "./dom.js";
import { face } from "./icons.js";

const ANCHOR = /<a\b([^>]*)>([\s\S]*?)<\/a>/gi;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i;
const BARE = /(https?:\/\/[^\s<>"'，。；！？、（）【】「」]+)|(?<![\d-])(1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![\d-])|\[([\u4e00-\u9fff]{1,3})\]/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", "#39": "'" };

const decode = (text) => text.replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/g, (_, name) => ENTITIES[name]);

/** A web address the page may open, or null. */
export function webAddress(url) {
  return /^https?:\/\//i.test(url || "") ? url : null;
}

function menuOption(href, label, options, used) {
  const index = options.findIndex((option, at) => !used.has(at) && option.label === label);
  if (index >= 0) {
    used.add(index);
    return options[index];
  }
  const query = new URLSearchParams(href.slice(href.indexOf("?") + 1));
  return { label, content: query.get("msgmenucontent") || label, id: query.get("msgmenuid") };
}

const optionButton = (option, tap) =>
  h("button", { type: "button", class: "option", onclick: () => tap(option) }, option.label);

const webLink = (url, label, open) =>
  h("a", { class: "link", href: open(url), title: url, target: "_blank", rel: "noopener noreferrer" }, label);

/** Text without anchors, as a person typed it: addresses, numbers and faces only. */
export function bare(text, open = (url) => url) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(BARE)) {
    const [whole, url, telephone, faceName] = match;
    let node = null;
    if (url) node = webLink(url, url, open);
    else if (telephone) node = h("a", { class: "link", href: `tel:${telephone}` }, telephone);
    else node = face(faceName);
    if (!node) continue;
    nodes.push(text.slice(at, match.index), node);
    at = match.index + whole.length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

/**
 * The nodes of one message. `options` are the parsed options of the entry; `tap(option)` is
 * called when one is tapped, `open(url)` gives the address a web link leads to. Options whose anchor is not in the text come after it.
 */
export function messageNodes(text, options = [], tap = () => {}, open = (url) => url) {
  const nodes = [];
  const used = new Set();
  let at = 0;
  for (const match of text.matchAll(ANCHOR)) {
    const found = HREF.exec(match[1]);
    const href = found ? decode(found[1] ?? found[2] ?? found[3]) : "";
    const label = match[2].replace(/<[^>]*>/g, "");
    nodes.push(...bare(text.slice(at, match.index), open));
    at = match.index + match[0].length;
    if (/^weixin:\/\/bizmsgmenu/i.test(href)) nodes.push(optionButton(menuOption(href, label, options, used), tap));
    else if (webAddress(href)) nodes.push(webLink(href, label, open));
    else nodes.push(label);
  }
  nodes.push(...bare(text.slice(at), open));
  options.forEach((option, index) => {
    if (!used.has(index) && !text.includes("weixin://bizmsgmenu")) nodes.push("\n", optionButton(option, tap));
  });
  return nodes;
}

/** The non-empty lines of a text without its anchors. */
export const plainLines = (text) =>
  text.replace(/<\/?a\b[^>]*>/gi, "").split("\n").map((line) => line.trim()).filter(Boolean);
