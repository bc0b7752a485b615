// What a reader chooses for this browser: language and theme.

import { writeLocal } from "./storage.js";
import { language } from "./text.js";

export function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  writeLocal("shenbi.theme", root.dataset.theme);
}

export function switchLanguage() {
  writeLocal("shenbi.language", language === "zh" ? "en" : "zh");
  location.reload();
}
