// What the browser keeps for us. Where it keeps nothing (storage is blocked), the page works without.

const withStorage = (which, use) => {
  try {
    return use(globalThis[which]);
  } catch {
    return null;
  }
};

/** For all tabs, for good. */
export const readLocal = (name) => withStorage("localStorage", (store) => store.getItem(name));
export const writeLocal = (name, value) => withStorage("localStorage", (store) => store.setItem(name, value));

/** For this tab, until it is closed. */
export const readSession = (name) => withStorage("sessionStorage", (store) => store.getItem(name));
export const writeSession = (name, value) => withStorage("sessionStorage", (store) => (value ? store.setItem(name, value) : store.removeItem(name)));
