// The drawer that shows what really went over the wire in the last exchange.

import { api } from "./api.js";
import { copy, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { entriesOf, gist } from "./store.js";

const MOST = 60000;
const RELOAD_MS = 250;
const LANES = { passive: "被动回复", service: "客服消息", template: "模板消息", subscribe: "订阅通知" };
const LANES_SHOWN = 4;

export class Wire {
  constructor(openid) {
    this.openid = openid;
    this.tab = "plain";
    this.attempts = [];
    this.onclose = () => {};
    this.tabs = h("div", { class: "tabs", role: "tablist" },
      this.tabButton("plain", "明文"), this.tabButton("wire", "线上原文（加密）"));
    this.list = h("div", { class: "wire-list", tabIndex: 0, role: "tabpanel", "aria-label": "往来内容" });
    this.element = h("aside", { class: "wire", hidden: true, "aria-label": "线上往来",
      onkeydown: (event) => event.key === "Escape" && this.onclose() },
      h("div", { class: "wire-top" }, h("h3", {}, "线上往来 · 最近一次"),
        h("button", { type: "button", class: "tool", "aria-label": "重新读取", title: "重新读取", onclick: () => this.load() }, icon("again", 20)),
        h("button", { type: "button", class: "tool", "aria-label": "关闭线上往来", onclick: () => this.onclose() }, icon("close", 20))),
      this.tabs, this.list);
  }

  tabButton(name, label) {
    return h("button", { type: "button", role: "tab", "data-tab": name, "aria-selected": String(name === this.tab), onclick: () => {
      this.tab = name;
      for (const one of this.tabs.children) one.setAttribute("aria-selected", String(one.dataset.tab === name));
      this.draw();
    } }, label);
  }

  show(visible) {
    this.element.hidden = !visible;
    clearTimeout(this.timer);
    if (visible) {
      this.load();
      this.tabs.firstChild.focus({ preventScroll: true });
    }
  }

  /** Several entries of one exchange arrive together: read once, after the last. */
  reloadSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), RELOAD_MS);
  }

  async load() {
    try {
      this.attempts = (await api.wire(this.openid)).attempts || [];
      this.draw();
    } catch (error) {
      fill(this.list, h("p", { class: "card-small" }, `读不到：${error.message}`));
    }
  }

  draw() {
    const attempts = this.attempts.length
      ? this.attempts.map((attempt) => this.attempt(attempt))
      : h("p", { class: "card-small" }, "还没有往来。发一句话就有了。");
    fill(this.list, this.lanes(), attempts);
  }

  /** In the chat all lanes look the same; here is which one each of the last messages took. */
  lanes() {
    const shown = entriesOf(this.openid).filter((entry) => entry.direction === "out" && LANES[entry.via]).slice(-LANES_SHOWN);
    if (!shown.length) return null;
    return h("div", { class: "attempt lanes" }, h("strong", {}, "最近收到的消息走哪条路"),
      shown.map((entry) => h("div", { class: "lane" },
        h("span", { class: `badge lane-${entry.via}` }, LANES[entry.via]), h("span", { class: "lane-text" }, gist(entry)))));
  }

  attempt(one) {
    const plain = this.tab === "plain";
    const good = one.status === 200 && !one.problem;
    return h("article", { class: "attempt" },
      h("div", { class: "attempt-top" },
        h("strong", {}, `第 ${one.n} 次`),
        h("span", { class: good ? "badge is-good" : "badge is-bad" }, one.status ? `HTTP ${one.status}` : "没有应答"),
        typeof one.ms === "number" ? h("span", {}, `${one.ms < 10 ? one.ms.toFixed(1) : Math.round(one.ms)} 毫秒`) : null),
      one.problem ? h("div", { class: "problem" }, one.problem) : null,
      h("div", { class: "address" }, one.url),
      this.block("平台 → 公众号", plain ? one.request_xml : one.request_wire),
      this.block("公众号 → 平台", plain ? one.response_xml ?? one.response_raw : one.response_raw));
  }

  block(label, source) {
    if (source === null || source === undefined) return h("div", { class: "wire-block" }, h("div", { class: "block-top" }, label), h("p", { class: "card-small" }, "（没有）"));
    const { nodes, text } = pretty(String(source));
    return h("div", { class: "wire-block" },
      h("div", { class: "block-top" }, label, h("button", { type: "button", class: "copy", onclick: () => copy(text) }, "复制")),
      h("pre", { tabIndex: 0 }, nodes.length ? nodes : "（空）"));
  }
}

const part = (kind, text) => h("span", { class: `x-${kind}` }, text);

/** XML indented and coloured; anything that is not clean XML stays as it came. */
export function pretty(source) {
  const raw = { nodes: [source.slice(0, MOST)], text: source };
  if (source.length > MOST || /<!DOCTYPE|<!ENTITY/i.test(source) || !source.trimStart().startsWith("<")) return raw;
  const parsed = new DOMParser().parseFromString(source.trim(), "application/xml");
  if (parsed.querySelector("parsererror")) return raw;
  const nodes = [];
  walk(parsed.documentElement, 0, nodes);
  return { nodes, text: nodes.map((node) => node.textContent ?? node).join("") };
}

function walk(element, depth, out) {
  const pad = "  ".repeat(depth);
  const children = [...element.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.nodeValue.trim());
  const attributes = [...element.attributes].map((one) => ` ${one.name}="${one.value}"`).join("");
  out.push(pad, part("tag", `<${element.tagName}`), part("attr", attributes));
  if (!children.length) {
    out.push(part("tag", "/>"), "\n");
    return;
  }
  out.push(part("tag", ">"));
  const nested = children.some((node) => node.nodeType === Node.ELEMENT_NODE);
  if (nested) out.push("\n");
  for (const node of children) {
    if (node.nodeType === Node.ELEMENT_NODE) walk(node, depth + 1, out);
    else if (node.nodeType === Node.CDATA_SECTION_NODE) out.push(part("mark", "<![CDATA["), part("text", node.nodeValue), part("mark", "]]>"));
    else if (node.nodeType === Node.TEXT_NODE) out.push(part("text", node.nodeValue.trim()));
    else out.push(part("mark", `<!--${node.nodeValue}-->`));
  }
  if (nested) out.push(pad);
  out.push(part("tag", `</${element.tagName}>`), "\n");
}
