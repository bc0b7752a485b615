// Line icons, 24 by 24.

import { svg } from "./dom.js";

const LINES = {
  again: ["M19 12a7 7 0 1 1-2.500-5.400", "M17 3v4h-4"],
  arrow: ["M5 12h14", "M13 6l6 6-6 6"],
  bell: ["M6 16v-5a6 6 0 0 1 12 0v5l1.500 2h-15z", "M10 20.500h4"],
  brush: ["M20 4c-5 1-10.500 6-13 10l3 3c4-2.500 9-8 10-13z", "M7 14c-2.500.5-3 2.500-3.500 5.500 3 0 5.500-.5 6.500-2.500"],
  bin: ["M5 7h14", "M9 7V4h6v3", "M7 7l1 13h8l1-13", "M11 11v5", "M13.500 11v5"],
  check: ["M5 12.500l4.500 4.500L19 7"],
  clip: ["M8 12.500l6-6a2.800 2.800 0 0 1 4 4l-8 8a4.500 4.500 0 0 1-6.500-6.500l7-7"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  combine: ["M4 4h11v11H4z", "M9 9h11v11H9z", "M9 15h6V9"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  edit: ["M4 20l1-4L16 5l3 3L8 19z", "M14 7l3 3"],
  gallery: ["M4 4h7v9H4z", "M4 16h7v4H4z", "M14 4h6v5h-6z", "M14 12h6v8h-6z"],
  gauge: ["M4.500 17a8.500 8.500 0 1 1 15 0z", "M12 15l4-5"],
  home: ["M4 11l8-7 8 7", "M6 10v10h12V10", "M10 20v-6h4v6"],
  image: ["M4 5h16v14H4z", "M4 16l5-5 4 4 2.500-2.500L20 17", "M15.500 9.500h.01"],
  left: ["M15 5l-7 7 7 7"],
  link: ["M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.500-5.500L12 7.500", "M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.500 5.500L12 16.500"],
  lock: ["M6 11h12v9H6z", "M8.500 11V8a3.500 3.500 0 0 1 7 0v3"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h10"],
  minus: ["M6 12h12"],
  moon: ["M19 14.500A7.500 7.500 0 1 1 10 5a6 6 0 0 0 9 9.500z"],
  plus: ["M6 12h12", "M12 6v12"],
  reply: ["M10 6l-6 6 6 6", "M4 12h9c4 0 7 2 7 6"],
  palette: ["M12 4a8 8 0 1 0 0 16c1.500 0 2-1 1.500-2-.7-1.500 0-3 2-3H18c1.500 0 2-1.500 2-3 0-4.500-3.500-8-8-8z", "M8.500 10h.01", "M12 7.800h.01", "M15.500 10h.01", "M8 14h.01"],
  right: ["M9 5l7 7-7 7"],
  room: ["M5 9h14", "M5 15h14", "M10 4l-2 16", "M16 4l-2 16"],
  sparks: ["M11 4l1.500 5 5 1.500-5 1.500-1.500 5-1.500-5-5-1.500 5-1.500z", "M18 15v5", "M15.500 17.500h5"],
  search: ["M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13z", "M15.500 15.500L20 20"],
  star: ["M12 4l2.400 5 5.600.700-4.100 3.800 1.100 5.500-5-2.800-5 2.800 1.100-5.500-4.100-3.800 5.600-.700z"],
  save: ["M12 4v11", "M7 11l5 5 5-5", "M5 20h14"],
};

export function icon(name) {
  const lines = LINES[name].map((d) => svg("path", { d }));
  return svg("svg", { class: "icon-line", "data-icon": name, viewBox: "0 0 24 24", width: 22, height: 22, "aria-hidden": "true" }, ...lines);
}

const DRAWN = { "🔁": "again", "🎨": "palette", "✨": "sparks", "📎": "clip", "🗑": "bin", "⭐": "star", "⏪": "left", "↩": "reply", "🧩": "combine", "🖌": "brush" };

/** Parse a choice label with a ● or ○ prefix: [true, false or null, the label without it]. */
export function choice(words) {
  const mark = /^([●○]) (.+)$/.exec(words);
  return mark ? [mark[1] === "●", mark[2]] : [null, words];
}

/** Replace a leading emoji by one of our icons: [icon or null, the label without it]. */
export function illustrated(words) {
  const [first, ...rest] = words.split(" ");
  const name = DRAWN[first.replace("\ufe0f", "")];
  return name && rest.length ? [icon(name), rest.join(" ")] : [null, words];
}

/** Replace icon placeholders in the page's markup. */
export function drawIcons() {
  for (const place of document.querySelectorAll("i[data-icon]")) place.replaceWith(icon(place.dataset.icon));
}
