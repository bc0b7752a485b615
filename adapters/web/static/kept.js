// What the browser keeps for us. Where it keeps nothing (storage is blocked), the page works without.

const safe = (which, act) => {
  try {
    return act(globalThis[which]);
  } catch {
    return null;
  }
};

/** For all tabs, for good. */
export const kept = (name) => safe("localStorage", (store) => store.getItem(name));
export const keep = (name, value) => safe("localStorage", (store) => store.setItem(name, value));

/** For this tab, until it is closed. */
export const keptHere = (name) => safe("sessionStorage", (store) => store.getItem(name));
export const keepHere = (name, value) => safe("sessionStorage", (store) => (value ? store.setItem(name, value) : store.removeItem(name)));
