// Images attached to the next message: picked, pasted or dropped; checked here, then uploaded.

import { Refused, home, pictureAddress, refusalOf, upload, wait } from "./api.js";
import { $, el } from "./dom.js";
import { DRAGGED } from "./entry.js";
import { icon } from "./icons.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const IMAGE_EXTENSIONS = /\.(jpe?g|jpe|jfif|mpo|a?png|webp|bmp|dib|tiff?|gif|heics?|heifs?|hif|avifs?)$/i;
// Neither type nor extension: the server detects the format.
const isUntyped = (file) => ["", "application/octet-stream"].includes(file.type) && !/\.[a-z0-9]{1,5}$/i.test(file.name);
const MAX_TRIES = 4;


export class Attachments {
  constructor({ limits, onChange }) {
    Object.assign(this, { limits, onChange, images: [] });
    $("attach").onclick = () => $("files").click();
    $("files").onchange = () => {
      this.add($("files").files);
      $("files").value = "";
      $("input").focus();
    };
    $("input").addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      // Spreadsheets copy an image beside the text of cells: prefer the text.
      if (!files.length || event.clipboardData.getData("text/plain").trim()) return;
      event.preventDefault();
      this.add(files);
    });
    this.watchDrops();
  }

  watchDrops() {
    const veil = $("drop");
    let depth = 0;
    // (Browsers add a file to a dragged picture beside our own type; ours refers to the original.)
    const carries = (event) => event.dataTransfer?.types.includes("Files") || event.dataTransfer?.types.includes(DRAGGED);
    // A picture dragged from another site comes as a URL only, which the server does not fetch.
    const linked = (event) => !carries(event) && event.dataTransfer?.types.includes("text/uri-list");
    addEventListener("dragenter", (event) => {
      if (!carries(event)) return;
      depth += 1;
      veil.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (carries(event) && --depth <= 0) {
        depth = 0;
        veil.hidden = true;
      }
    });
    addEventListener("dragover", (event) => (carries(event) || linked(event)) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (linked(event)) {
        event.preventDefault();
        toast(t("web-error-only-a-link"));
        return;
      }
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      veil.hidden = true;
      const dragged = event.dataTransfer.getData(DRAGGED);
      if (dragged) this.attachFromRoom(...JSON.parse(dragged));
      else this.add(event.dataTransfer.files);
      $("input").focus();
    });
    addEventListener("dragend", () => {
      depth = 0;
      veil.hidden = true;
    });
  }

  /** Attach a picture of the room as a reference. */
  async attachFromRoom(entry, tag, name) {
    try {
      const answer = await fetch(pictureAddress(entry, tag), { credentials: "same-origin", signal: AbortSignal.timeout(20_000) });
      if (!answer.ok) throw await refusalOf(answer.status, await answer.text());
      const data = await answer.blob();
      this.add([new File([data], name, { type: data.type })]);
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
  }

  /** Attach the valid files, and show errors for the others. */
  add(files) {
    const { bytes, images: most } = this.limits;
    const pictures = [...files].filter((file) => file.type.startsWith("image/") || IMAGE_EXTENSIONS.test(file.name) || isUntyped(file));
    if (pictures.length < files.length) toast(t("web-error-not-an-image"));
    const fitting = pictures.filter((file) => file.size <= bytes);
    if (fitting.length < pictures.length) toast(t("web-error-too-large", { megabytes: bytes / 1048576 }));
    const room = Math.max(0, most - this.images.length);
    if (fitting.length > room) toast(t("web-error-too-many-images", { most, left: fitting.length - room }));
    for (const file of fitting.slice(0, room)) this.attach(file);
    this.draw();
  }

  attach(file) {
    const image = { file, address: URL.createObjectURL(file), share: 0 };
    this.images.push(image);
    image.ready = this.send(image);
    image.ready.catch(() => {}); // reported in `send`; callers that await it get the error too
  }

  async send(image) {
    for (let tries = 1; ; tries += 1) {
      try {
        const { done, cancel } = upload(image.file, (share) => this.progress(image, share));
        image.cancel = cancel;
        const { id, width, height } = await done;
        Object.assign(image, { id, width, height, share: 1 });
        // From now on show the server's preview: browsers cannot show every format, and render transparency differently.
        const shown = image.node?.querySelector("img");
        if (shown) shown.src = `${home}api/uploads/${id}`;
        return image;
      } catch (error) {
        if (image.gone) throw error;
        if (error.retry && tries < MAX_TRIES) {
          await wait(error.retry * tries);
          continue;
        }
        toast(error instanceof Refused ? error.words : t("web-error-offline"));
        this.remove(image);
        throw error;
      } finally {
        this.progress(image, image.id ? 1 : 0);
      }
    }
  }

  progress(image, share) {
    image.share = share;
    image.node?.style.setProperty("--share", share);
    image.node?.classList.toggle("ready", Boolean(image.id));
  }

  remove(image) {
    image.gone = true;
    image.cancel?.();
    this.images = this.images.filter((each) => each !== image);
    this.draw();
  }

  /** Return the attached images and clear the list. */
  take() {
    const taken = this.images;
    this.images = [];
    this.draw();
    return taken;
  }

  draw() {
    const list = $("attached");
    list.hidden = !this.images.length;
    list.replaceChildren(
      ...this.images.map((image) => {
        image.node ??= el(
          "li",
          {},
          el("img", { src: image.address, alt: image.file.name }),
          el("button", { type: "button", class: "icon", "aria-label": t("web-remove", { name: image.file.name }), on: { click: () => this.remove(image) } }, icon("close")),
        );
        return image.node;
      }),
    );
    this.onChange();
  }
}
