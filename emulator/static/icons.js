// Line icons and the small yellow faces, drawn here so that the page needs no icon font,
// no emoji font and no request.

import { s } from "./dom.js";

const PATHS = {
  back: "M15 4l-8 8 8 8",
  close: "M6 6l12 12M18 6L6 18",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
  more: "M5 12h.010M12 12h.010M19 12h.01",
  plus: "M12 7v10M7 12h10M12 2.500a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19z",
  add: "M12 5v14M5 12h14",
  voice: "M8.5 9.500q2 2.5 0 5M11.5 7.500q4 4.5 0 9M14.5 5.500q6 6.5 0 13M12 2.500a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19z",
  keyboard: "M2.5 12a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0-19 0zM7.5 10h.010M10.5 10h.010M13.5 10h.010M16.5 10h.010M7.5 13h.010M10.5 13h.010M13.5 13h.010M16.5 13h.010M9 16h6",
  face: "M12 2.500a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19zM8 14q4 5 8 0M8.8 9.500h.010M15.2 9.500h.01",
  menu: "M5 7h14M5 12h14M5 17h14",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  pin: "M12 21s7-6.5 7-11.500a7 7 0 1 0-14 0C5 14.5 12 21 12 21zM12 7.500a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M3 12h18",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.500h-15zM10 21h4",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  person: "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM4 21c0-5 3.5-7 8-7s8 2 8 7",
  clock: "M12 2.500a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19zM12 7v5l3.5 2.5",
  columns: "M4 4h7v16H4zM13 4h7v16h-7z",
  sound: "M6 10v4M9.5 8q3.5 4 0 8M13 5.500q6 6.5 0 13",
  again: "M19.5 12a7.5 7.5 0 1 1-2.5-5.6M17.5 2.5v4.2h-4.2",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** One icon by name; decoration only, the button carries the label. */
export function icon(name, size = 26) {
  return s(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, class: `icon icon-${name}`, "aria-hidden": "true" },
    s("path", { d: PATHS[name] || PATHS.more }),
  );
}

const EYES = {
  dots: [["circle", { cx: 8, cy: 10, r: 1.3 }], ["circle", { cx: 16, cy: 10, r: 1.3 }]],
  happy: [["path", { d: "M6 10.500q2-2.5 4 0M14 10.500q2-2.5 4 0", class: "line" }]],
  closed: [["path", { d: "M6 10q2 2 4 0M14 10q2 2 4 0", class: "line" }]],
  angry: [["path", { d: "M6 8l4 2M18 8l-4 2", class: "line" }], ["circle", { cx: 8.5, cy: 11, r: 1.2 }], ["circle", { cx: 15.5, cy: 11, r: 1.2 }]],
  wide: [["circle", { cx: 8, cy: 9.5, r: 1.8 }], ["circle", { cx: 16, cy: 9.5, r: 1.8 }]],
};
const MOUTHS = {
  smile: ["path", { d: "M8 14.500q4 4 8 0", class: "line" }],
  grin: ["path", { d: "M7 13.500h10q-1 5.5-5 5.500t-5-5.500z", class: "teeth" }],
  sad: ["path", { d: "M8 17.500q4-4 8 0", class: "line" }],
  flat: ["path", { d: "M8.5 16h7", class: "line" }],
  open: ["circle", { cx: 12, cy: 16.5, r: 2.2 }],
};
const TEAR = ["path", { d: "M7 12q-2 4 0 6q2-2 0-6z", class: "tear" }];
const SWEAT = ["path", { d: "M19 4q-2.5 3.5 0 5q2.5-1.5 0-5z", class: "tear" }];
const FACES = {
  微笑: ["dots", "smile"], 呲牙: ["happy", "grin"], 愉快: ["happy", "smile"], 难过: ["dots", "sad"],
  流泪: ["closed", "sad", TEAR], 发怒: ["angry", "sad"], 惊讶: ["wide", "open"], 撇嘴: ["dots", "flat"],
  流汗: ["dots", "flat", SWEAT], 困: ["closed", "flat"],
};
const SIGNS = {
  强: ["M9 20.500V10l3.5-6.500c2 0 2.5 1.5 2 3L14 9.500h5c1.5 0 2 1 1.6 2.500l-1.6 7q-.4 1.5-2 1.500zM4 10.500h3.500v10H4z", "#f7c948"],
  弱: ["M9 3.500V14l3.5 6.500c2 0 2.5-1.5 2-3L14 14.500h5c1.5 0 2-1 1.6-2.500l-1.6-7q-.4-1.5-2-1.500zM4 3.500h3.500v10H4z", "#f7c948"],
  爱心: ["M12 20.500C4 14.5 3 11 3 8.500a4.6 4.6 0 0 1 9-1.500a4.6 4.6 0 0 1 9 1.500c0 2.5-1 6-9 12z", "#e0393e"],
  太阳: ["M12 6.500a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM11 1.500h2v3h-2zM11 19.500h2v3h-2zM1.5 11h3v2h-3zM19.5 11h3v2h-3z", "#f5a623"],
  玫瑰: ["M12 2.500q5 1 5 5.500t-4.2 5.200V22h-1.600v-4.500q-3.5 0-4.2-3.500q2.8-.2 4.2 1.800v-2.600Q7 12.5 7 8t5-5.500z", "#d0343a"],
};

/** The names that can be typed as [名字]. */
export const FACE_NAMES = [...Object.keys(FACES), ...Object.keys(SIGNS)];

/** A yellow face or sign for `[name]`, or null when the name is unknown. */
export function face(name, size = 22) {
  if (!FACE_NAMES.includes(name)) return null;
  const svg = s("svg", { viewBox: "0 0 24 24", width: size, height: size, class: "face", role: "img", "aria-label": `[${name}]` });
  if (SIGNS[name]) {
    svg.append(s("path", { d: SIGNS[name][0], fill: SIGNS[name][1], stroke: "#7a4d00", "stroke-width": "0.6" }));
    return svg;
  }
  const [eyes, mouth, extra] = FACES[name];
  const ground = name === "发怒" ? "#f2704e" : "#fdd130";
  svg.append(s("circle", { cx: 12, cy: 12, r: 11, fill: ground, stroke: "#d99b00", "stroke-width": "0.8" }));
  for (const [tag, attributes] of [...EYES[eyes], MOUTHS[mouth], ...(extra ? [extra] : [])]) svg.append(s(tag, attributes));
  return svg;
}
