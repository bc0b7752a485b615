// Runs before anything is drawn, so that a chosen theme does not flash.
try {
  const chosen = localStorage.getItem("shenbi.theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is blocked: the system's theme.
}
