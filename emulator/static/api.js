// The HTTP contract of the emulator's phone door. Every call answers JSON or throws an Error
// whose message can be shown to a person.

const BASE = "/phone/api";
const LIMIT_MS = 30000;
// The emulator explains itself in English; people at the page read this instead.
const WORDS = { 400: "内容不对，模拟器没有收", 404: "模拟器里没有这个", 409: "这个二维码过期了", 500: "模拟器自己出错了" };

async function call(path, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), options.limit || LIMIT_MS);
  try {
    const answer = await fetch(BASE + path, { ...options, signal: stop.signal, cache: "no-store" });
    if (!answer.ok) throw new Error(reasonOf(answer));
    return await answer.json();
  } catch (error) {
    if (error.name === "AbortError") throw new Error("等得太久，没有回音");
    if (error instanceof TypeError) throw new Error("连不上模拟器");
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(answer) {
  return WORDS[answer.status] || `模拟器答 ${answer.status}`;
}

const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function upload(path, blob, name, fields = {}) {
  const form = new FormData();
  form.append("file", blob, name);
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  return call(path, { method: "POST", body: form });
}

const of = (openid) => `/people/${encodeURIComponent(openid)}`;

export const api = {
  cast: () => call("/cast"),
  addPerson: (person) => post("/people", person),
  /** Long poll; `wait` in seconds. */
  changes: (after, wait) => call(`/changes?after=${after}&wait=${wait}`, { limit: (wait + 10) * 1000 }),
  transcript: (openid, limit) => call(`${of(openid)}/transcript?limit=${limit}`),
  wire: (openid) => call(`${of(openid)}/wire`),
  menu: () => call("/menu"),
  scenes: () => call("/scenes"),
  notices: () => call("/notices"),
  advance: (seconds) => post("/time", { advance: seconds }),
  follow: (openid, scene = null) => post(`${of(openid)}/follow`, { scene }),
  unfollow: (openid) => post(`${of(openid)}/unfollow`),
  text: (openid, text, menuId = null) => post(`${of(openid)}/text`, { text, menu_id: menuId }),
  location: (openid, place) => post(`${of(openid)}/location`, place),
  tapMenu: (openid, tap) => post(`${of(openid)}/menu`, tap),
  scan: (openid, scene) => post(`${of(openid)}/scan`, { scene }),
  subscribe: (openid, templateId, accept) => post(`${of(openid)}/subscribe`, { template_id: templateId, accept }),
  picture: (openid, blob) => upload(`${of(openid)}/picture`, blob, blob.name || "picture.jpg"),
  voice: (openid, blob, recognition) =>
    upload(`${of(openid)}/voice`, blob, "voice.webm", recognition ? { recognition } : {}),
};

/** The address that opens `url` as this person, so that a web login knows whose phone it is. */
export const openAddress = (openid, url) =>
  `${BASE}/open?openid=${encodeURIComponent(openid)}&url=${encodeURIComponent(url)}`;
