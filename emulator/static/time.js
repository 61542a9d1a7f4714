// The emulator's clock as the page shows it. All times are shown in China's time zone.

import { api } from "./api.js";

let offset = 0;
const PARTS = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
  hour: "2-digit", minute: "2-digit", weekday: "long",
});
const DAY = 86400000;

/** Milliseconds since 1970 on the emulator's clock. */
export const now = () => Date.now() + offset;

/** Turn the emulator's clock forward (0 only asks what time it is). */
export async function advance(seconds) {
  const answer = await api.advance(seconds);
  const at = readTime(answer.now);
  if (!Number.isNaN(at)) offset = at - Date.now();
}

/** An ISO string or seconds since 1970 as milliseconds. */
export function readTime(value) {
  return typeof value === "number" ? value * 1000 : Date.parse(value);
}

function parts(ms) {
  return Object.fromEntries(PARTS.formatToParts(new Date(ms)).map((part) => [part.type, part.value]));
}

const dayNumber = (ms) => Math.floor((ms + 8 * 3600000) / DAY);

/** 18:03 */
export function clockTime(ms) {
  const p = parts(ms);
  return `${p.hour}:${p.minute}`;
}

/** 11月22日 星期日 18:03 */
export function fullTime(ms) {
  const p = parts(ms);
  return `${p.month}月${p.day}日 ${p.weekday} ${p.hour}:${p.minute}`;
}

/** The time stamp in a chat, the way WeChat writes it. */
export function chatTime(ms) {
  const p = parts(ms);
  const clock = `${p.hour}:${p.minute}`;
  const days = dayNumber(now()) - dayNumber(ms);
  if (days <= 0) return clock;
  if (days === 1) return `昨天 ${clock}`;
  if (days < 7) return `${p.weekday} ${clock}`;
  const year = parts(now()).year === p.year ? "" : `${p.year}年`;
  return `${year}${p.month}月${p.day}日 ${clock}`;
}
