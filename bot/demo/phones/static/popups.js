// What shows over a chat for a while: typing dots, toasts, and alerts that wait for OK.

import { el } from "./dom.js";
import { words } from "./words.js";

const TYPING_SHOWS = 5000;
const TOAST_SHOWS = 3500;

export class Popups {
  constructor() {
    this.dots = el("div", { class: "typing", hidden: true, role: "status", "aria-label": words.typing[0] }, el("i"), el("i"), el("i"));
    this.toastBox = el("div", { class: "toast", role: "status", hidden: true });
    this.alertText = el("p");
    this.alertClose = el("button", { type: "button", onclick: () => this.closeAlert() }, "OK");
    this.alertBox = el("div", { class: "alert", role: "alertdialog", "aria-label": "Bot", hidden: true }, this.alertText, this.alertClose);
    this.alertBox.addEventListener("keydown", (event) => event.key === "Escape" && this.closeAlert());
    this.nodes = [this.dots, this.toastBox, this.alertBox];
  }

  typing() {
    this.dots.hidden = false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.hideTyping(), TYPING_SHOWS);
  }

  hideTyping() {
    this.dots.hidden = true;
  }

  toast(text) {
    this.toastBox.textContent = text;
    this.toastBox.hidden = false;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => (this.toastBox.hidden = true), TOAST_SHOWS);
  }

  // Takes the focus only from its own phone: somebody may be writing on another one.
  alert(text) {
    this.before = document.activeElement;
    this.alertText.textContent = text;
    this.alertBox.hidden = false;
    if (this.alertBox.closest(".phone").contains(this.before)) this.alertClose.focus({ preventScroll: true });
  }

  closeAlert() {
    this.alertBox.hidden = true;
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }
}
