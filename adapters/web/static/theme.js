// Runs before the first paint, so that the chosen theme does not flash.
try {
  const chosen = localStorage.getItem("shenbi.theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is blocked: use the system's theme.
}
