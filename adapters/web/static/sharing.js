// Share links of a picture: create, copy, revoke.

import { get, home, post, Refused, roomAddress } from "./api.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { moment, t } from "./text.js";
import { copy, toast } from "./toast.js";

const DAYS = [[1, "web-share-days-1"], [7, "web-share-days-7"], [30, "web-share-days-30"]];

/** `pictures` are [picture id, displayed number]. */
export function shareBox(pictures) {
  const option = (value, text, selected) => el("option", { value, text, selected });
  const which = el("select", { "aria-label": t("web-share-which") }, ...pictures.map(([id, name]) => option(id, name)));
  const days = el("select", { "aria-label": t("web-share-days") }, ...DAYS.map(([each, label]) => option(each, t(label), each === 7)));
  const words = el("input", { type: "checkbox" });
  const made = el("div", { class: "made", role: "status" });
  const list = el("ul", { class: "links", "aria-label": t("web-share-links") });
  const form = el(
    "form",
    { class: "share" },
    el("p", { text: t("web-share-about") }),
    pictures.length > 1 ? which : null,
    days,
    el("label", {}, words, el("span", { text: t("web-share-prompt") })),
    el("button", { class: "press primary" }, icon("link"), el("bdi", { text: t("web-share-make") })),
  );
  const showError = (error) => toast(error instanceof Refused ? error.words : t("web-error-offline"));

  async function show() {
    try {
      const { links } = await get("api/shares");
      const here = (link) => pictures.some(([id]) => id === link.picture_id);
      const ordered = [...links.filter(here), ...links.filter((link) => !here(link))];
      list.replaceChildren(...ordered.map(line));
    } catch (error) {
      showError(error);
    }
  }

  function line(link) {
    const revoke = el("button", { type: "button", class: "press", text: t("web-share-revoke"), "aria-label": t("web-share-revoke-number", { number: link.number }) });
    const item = el("li", {}, el("span", { text: t("web-share-until", { number: link.number, time: moment(link.until) }) }), revoke);
    revoke.onclick = async () => {
      revoke.disabled = true;
      try {
        await post("api/shares/revoke", { id: link.id });
        if (made.dataset.id === String(link.id)) made.replaceChildren();
        toast(t("web-share-revoked"), "done");
      } catch (error) {
        showError(error);
      }
      show();
    };
    return item;
  }

  form.onsubmit = async (event) => {
    event.preventDefault();
    const button = form.querySelector(".primary");
    button.disabled = true;
    try {
      const link = await post(`api/rooms/${roomAddress}/shares`, { picture: Number(which.value), prompt: words.checked, days: Number(days.value) });
      const address = new URL(home + link.address, location.href).href;
      const field = el("input", { readonly: true, value: address, "aria-label": t("web-share-link"), on: { focus: ({ target }) => target.select() } });
      const take = el("button", { type: "button", class: "press", on: { click: () => copy(address) } }, icon("copy"), el("bdi", { text: t("web-share-copy") }));
      made.dataset.id = link.id;
      made.replaceChildren(field, take);
      if (navigator.share) made.append(el("button", { type: "button", class: "press", text: t("web-share-send"), on: { click: () => navigator.share({ url: address }).catch(() => {}) } }));
      field.focus();
      show();
    } catch (error) {
      showError(error);
    }
    button.disabled = false;
  };
  show();
  return el("div", {}, form, made, list);
}
