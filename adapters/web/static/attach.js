// Images on their way into a message: picked, pasted or dropped; looked at here first, then brought to the server.

import { Refused, upload, wait } from "./api.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const ENDINGS = /\.(jpe?g|png|webp|bmp|tiff?|gif|heic|heif)$/i;
const TRIES = 4;


export class Attached {
  constructor({ limits, changed }) {
    Object.assign(this, { limits, changed, images: [] });
    $("attach").onclick = () => $("files").click();
    $("files").onchange = () => {
      this.add($("files").files);
      $("files").value = "";
      $("input").focus();
    };
    $("input").addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      this.add(files);
    });
    this.watchDrops();
  }

  watchDrops() {
    const veil = $("drop");
    let depth = 0;
    const carries = (event) => event.dataTransfer?.types.includes("Files");
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
    addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      veil.hidden = true;
      this.add(event.dataTransfer.files);
      $("input").focus();
    });
  }

  /** Take what can be taken, and say what cannot. */
  add(files) {
    const { bytes, images: most } = this.limits;
    const pictures = [...files].filter((file) => file.type.startsWith("image/") || ENDINGS.test(file.name));
    if (pictures.length < files.length) toast(t("web-error-not-an-image"));
    const fitting = pictures.filter((file) => file.size <= bytes);
    if (fitting.length < pictures.length) toast(t("web-error-too-large", { megabytes: bytes / 1048576 }));
    const room = Math.max(0, most - this.images.length);
    if (fitting.length > room) toast(t("web-error-too-many-images", { most, left: fitting.length - room }));
    for (const file of fitting.slice(0, room)) this.bring(file);
    this.draw();
  }

  bring(file) {
    const image = { file, address: URL.createObjectURL(file), share: 0 };
    this.images.push(image);
    image.ready = this.send(image);
    image.ready.catch(() => {}); // said below; whoever waits for it hears it as well
  }

  async send(image) {
    for (let tries = 1; ; tries += 1) {
      try {
        const { done, cancel } = upload(image.file, (share) => this.progress(image, share));
        image.cancel = cancel;
        const { id, width, height } = await done;
        return Object.assign(image, { id, width, height, share: 1 });
      } catch (error) {
        if (image.gone) throw error;
        if (error.retry && tries < TRIES) {
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

  /** Hand over what is attached and begin anew. */
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
    this.changed();
  }
}
