// The sheets that slide up inside one phone: picture, voice, place, scan, subscribe, profile.

import { api, openAddress } from "./api.js";
import { avatar, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { webAddress } from "./markup.js";
import { store } from "./store.js";
import { recorder } from "./recorder.js";

let serial = 0;

/** Open a sheet in `host` (a .screen). `build(close)` answers its content. Escape and the dark ground close it. */
export function sheet(host, title, build, onClose = () => {}) {
  const id = `sheet-${(serial += 1)}`;
  const before = document.activeElement;
  const others = [...host.children];
  const close = () => {
    cover.remove();
    others.forEach((one) => (one.inert = false));
    onClose();
    if (before?.isConnected) before.focus();
  };
  const box = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": id },
    h("div", { class: "sheet-top" }, h("h3", { id }, title),
      h("button", { type: "button", class: "tool", "aria-label": "关闭", onclick: close }, icon("close", 22))),
    h("div", { class: "sheet-body" }, build(close)));
  const cover = h("div", { class: "cover",
    onclick: (event) => event.target === cover && close(),
    onkeydown: (event) => event.key === "Escape" && close() }, box);
  others.forEach((one) => (one.inert = true));
  host.append(cover);
  (box.querySelector("[data-first]") || box.querySelector(".sheet-body button, .sheet-body input") || box.querySelector("button")).focus();
  return close;
}

const primary = (label, action) => h("button", { type: "button", class: "primary wide", onclick: action }, label);
const field = (label, input) => h("label", { class: "labelled" }, h("span", {}, label), input);

export function pictureSheet(phone, file) {
  const url = URL.createObjectURL(file);
  sheet(phone.screen, "发送图片", (close) => [
    h("img", { class: "preview", src: url, alt: "要发的图片" }),
    h("div", { class: "card-small" }, `${file.name || "图片"}，${Math.max(1, Math.round(file.size / 1024))} KB`),
    primary("发送", () => { close(); phone.act(() => api.picture(phone.openid, file)); }),
  ], () => URL.revokeObjectURL(url));
}

export function voiceSheet(phone) {
  const words = h("textarea", { rows: 3, class: "field", placeholder: "比如：村口那个灯不亮了，恁来看看吧", "data-first": "" });
  const heard = h("input", { type: "checkbox", checked: true });
  const state = h("div", { class: "card-small", role: "status" }, "没有麦克风也行：把要说的话打在下面，当作语音发出去。");
  let blob = new Blob([], { type: "audio/webm" });
  const tape = recorder((sound, text) => {
    if (sound) blob = sound;
    state.textContent = text;
  });
  sheet(phone.screen, "说话", (close) => [
    tape ? h("button", { type: "button", class: "record", onclick: (event) => tape.toggle(event.currentTarget) }, icon("mic", 30), h("span", {}, "点一下开始录音")) : null,
    state,
    field("假装说话：说了什么", words),
    h("label", { class: "check" }, heard, h("span", {}, "平台把语音识别成文字（不勾，公众号就只收到声音）")),
    primary("发送语音", async () => {
      const text = words.value.trim();
      if (!text && !blob.size) { toast("先录音，或者写下说了什么", true); words.focus(); return; }
      await tape?.stop();
      close();
      phone.act(() => api.voice(phone.openid, blob, heard.checked ? text : ""));
    }),
  ], () => tape?.stop());
}

// Places of an invented township; the numbers only have to look like places.
const PLACES = [
  { label: "村委会", lat: 32.99412, lng: 112.53871 },
  { label: "村口老槐树", lat: 32.99087, lng: 112.54133 },
  { label: "村小学门口", lat: 32.99655, lng: 112.53246 },
  { label: "镇卫生院", lat: 33.01274, lng: 112.55918 },
  { label: "镇便民服务中心", lat: 33.01531, lng: 112.56204 },
  { label: "外地（深圳打工）", lat: 22.54286, lng: 114.05956 },
];

export function placeSheet(phone) {
  const label = h("input", { class: "field", value: "", placeholder: "地名，比如 三组李家门口" });
  const lat = h("input", { class: "field", inputMode: "decimal", value: "32.99412" });
  const lng = h("input", { class: "field", inputMode: "decimal", value: "112.53871" });
  sheet(phone.screen, "发送位置", (close) => {
    const go = (place) => { close(); phone.act(() => api.location(phone.openid, place)); };
    return [
      h("div", { class: "choices" }, PLACES.map((place) => h("button", { type: "button", onclick: () => go(place) }, icon("pin", 20), place.label))),
      field("别的地方", label),
      h("div", { class: "pairs" }, field("纬度", lat), field("经度", lng)),
      primary("发送这个位置", () => {
        const place = { label: label.value.trim() || "位置", lat: Number(lat.value), lng: Number(lng.value) };
        const sane = Math.abs(place.lat) <= 90 && Math.abs(place.lng) <= 180 && lat.value.trim() && lng.value.trim();
        if (sane) go(place);
        else toast("纬度要在 ±90 之内，经度要在 ±180 之内", true);
      }),
    ];
  });
}

export function scanSheet(phone) {
  const list = h("div", { class: "choices is-list" }, h("div", { class: "card-small" }, "正在取二维码…"));
  const free = h("input", { class: "field", placeholder: "场景值，比如 village_07" });
  sheet(phone.screen, "扫一扫", (close) => {
    const go = (scene) => { close(); phone.act(() => api.scan(phone.openid, scene)); };
    api.scenes().then((scenes) => {
      list.replaceChildren(...scenes.map((one) => h("button", { type: "button", onclick: () => go(String(one.scene)) },
        icon("scan", 20), h("span", { class: "grow" }, one.label || one.scene), h("small", {}, one.label ? one.scene : ""))));
      if (!scenes.length) list.append(h("div", { class: "card-small" }, "还没有贴出来的二维码"));
    }).catch((error) => toast(error.message, true));
    return [list, field("扫一个别的码", free), primary("扫这个", () => (free.value.trim() ? go(free.value.trim()) : free.focus()))];
  });
}

export function subscribeSheet(phone) {
  const id = h("input", { class: "field", value: phone.templateId || "", placeholder: "订阅通知的模板编号 template_id", "data-first": "" });
  const known = h("div", { class: "choices is-list" });
  api.notices().then((notices) => {
    id.value ||= notices[0]?.template_id || "";
    known.replaceChildren(...notices.map((one) =>
    h("button", { type: "button", onclick: () => (id.value = one.template_id) }, icon("bell", 20), h("span", { class: "grow" }, one.title || one.template_id), h("small", {}, one.template_id))));
  }).catch(() => {});
  sheet(phone.screen, "订阅通知", (close) => {
    const go = (accept) => {
      phone.templateId = id.value.trim();
      if (!phone.templateId) { id.focus(); return; }
      close();
      phone.act(() => api.subscribe(phone.openid, phone.templateId, accept));
    };
    return [
      h("p", { class: "card-small" }, `${store.account.name} 申请给你发一次通知，是否同意？`),
      known,
      field("模板编号", id),
      h("div", { class: "pairs" }, h("button", { type: "button", class: "plain", onclick: () => go(false) }, "拒绝"), primary("允许", () => go(true))),
    ];
  });
}

export function linkSheet(phone, name, url) {
  const address = webAddress(url);
  sheet(phone.screen, name, (close) => [
    h("p", { class: "card-small break" }, url),
    address ? h("a", { class: "primary wide", href: openAddress(phone.openid, address), target: "_blank", rel: "noopener noreferrer", "data-first": "", onclick: () => close() }, "打开网页") : h("p", {}, "这个地址打不开"),
  ]);
}

/** Who holds this phone; follow or unfollow, scan, the account's data. */
export function profileSheet(phone) {
  const who = phone.who;
  sheet(phone.screen, "资料", (close) => {
    const act = async (work, following) => {
      close();
      if (await phone.act(work)) { who.following = following; phone.composer.refresh(); }
    };
    return [
      h("div", { class: "profile" }, avatar(who.name, who.colour), h("div", {},
        h("div", { class: "card-title" }, who.name),
        h("div", { class: "card-small" }, [who.group, who.about].filter(Boolean).join(" · ")),
        h("div", { class: "card-small break" }, phone.openid))),
      h("div", { class: "card-small break" },
        ["公众号", store.account.name, store.account.profile, store.account.mode && `消息${{ plain: "明文", compatible: "兼容", safe: "安全（加密）" }[store.account.mode] || store.account.mode}模式`].filter(Boolean).join(" · ")),
      h("div", { class: "choices is-list" },
        h("button", { type: "button", onclick: () => { close(); scanSheet(phone); } }, icon("scan", 20), "扫二维码"),
        who.following
          ? h("button", { type: "button", class: "danger", onclick: () => act(() => api.unfollow(phone.openid), false) }, icon("close", 20), "取消关注")
          : h("button", { type: "button", onclick: () => act(() => api.follow(phone.openid), true) }, icon("add", 20), "关注")),
    ];
  });
}
