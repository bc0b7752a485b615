// localStorage and sessionStorage; if storage is blocked, the page works without.

const withStorage = (which, use) => {
  try {
    return use(globalThis[which]);
  } catch {
    return null;
  }
};

/** localStorage: all tabs, persistent. */
export const readLocal = (name) => withStorage("localStorage", (store) => store.getItem(name));
export const writeLocal = (name, value) => withStorage("localStorage", (store) => store.setItem(name, value));

/** sessionStorage: this tab only. */
export const readSession = (name) => withStorage("sessionStorage", (store) => store.getItem(name));
export const writeSession = (name, value) => withStorage("sessionStorage", (store) => (value ? store.setItem(name, value) : store.removeItem(name)));
