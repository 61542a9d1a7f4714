// Small helpers to build the page. Every text goes in as a text node: nothing that
// came from the server is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Build an element. `props`: class, on<Event> functions, aria-/data- attributes, plain properties. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name.includes("-") || name === "role" || name === "for" || name === "list") element.setAttribute(name, value);
    else element[name] = value;
  }
  append(element, children);
  return element;
}

/** Append strings, nodes and nested lists; empty values are left out. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Replace everything inside `element`. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** Build an SVG element with attributes. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) element.append(child);
  return element;
}

/** Text read aloud but not seen. */
export const hidden = (text) => h("span", { class: "sr" }, text);

/** A calm one-line notice that goes away by itself. */
export function toast(text, bad = false) {
  const box = document.getElementById("toasts");
  const line = h("div", { class: bad ? "toast is-bad" : "toast" }, text);
  box.append(line);
  setTimeout(() => line.remove(), bad ? 5000 : 2600);
}

/** Copy to the clipboard, also where the clipboard interface is missing (plain http). */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { value: text, class: "sr" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("已复制");
}

/** White where it reads well enough for one big character on `colour` (#rrggbb), else black. */
export function inkOn(colour) {
  const match = /^#?([0-9a-f]{6})$/i.exec(colour || "");
  if (!match) return "#ffffff";
  const parts = [0, 2, 4].map((at) => {
    const part = parseInt(match[1].slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  return 1.05 / (light + 0.05) >= 3 ? "#ffffff" : "#000000";
}

const DOUBLE_SURNAMES = /^(欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|东方|端木|南宫|钟离|宇文)/;

/** A coloured rounded square with the surname. */
export function avatar(name, colour) {
  const double = DOUBLE_SURNAMES.exec(name || "");
  const label = double ? double[0] : Array.from(name || "?")[0];
  const face = h("span", { class: double ? "avatar is-double" : "avatar", "aria-hidden": "true" }, label);
  const ground = colour || "#576b95";
  face.style.backgroundColor = ground;
  face.style.color = inkOn(ground);
  return face;
}
