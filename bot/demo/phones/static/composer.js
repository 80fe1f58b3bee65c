// Where a person writes: the input with its menu of commands, attachments, and the message being replied to.

import { el, iconButton } from "./dom.js";
import { words } from "./words.js";

const BIGGEST_FILE = 20 * 1024 * 1024;
const TALLEST_INPUT = 110;

export class Composer {
  // `send(text, replyTo)` and `attach(file, caption)` resolve to something true once it went out; `warn(text)` tells.
  constructor({ send, attach, warn }) {
    Object.assign(this, { sendText: send, attachFile: attach, warn, replyTo: null });
    this.quote = el("span");
    this.quoteBar = el(
      "div", { class: "replying", hidden: true }, el("b", {}, words.replyTo[0]), this.quote,
      iconButton("✕", words.dropReply, { onclick: () => this.setReply(null, { byHand: true }) }),
    );
    this.menu = el("div", { class: "menu", hidden: true });
    this.menuButton = iconButton("/", words.commands, { class: "tool", "aria-expanded": "false", onclick: () => this.toggleMenu() });
    this.menu.addEventListener("keydown", (event) => event.key === "Escape" && this.toggleMenu());
    this.nodes = [this.quoteBar, this.menu, this.form()];
  }

  form() {
    this.input = el("textarea", { rows: "1", "aria-label": words.write[0], placeholder: words.write[0], title: words.write[1], maxlength: "4096" });
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.picker = el("input", { type: "file", hidden: true });
    this.picker.addEventListener("change", () => this.sendFile());
    const attach = iconButton("📎", words.attach, { class: "tool", onclick: () => this.picker.click() });
    const send = iconButton("➤", words.send, { class: "tool send", type: "submit" });
    const form = el("form", { class: "composer" }, this.menuButton, this.input, attach, this.picker, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    return form;
  }

  setPlaceholder(text) {
    this.input.placeholder = text || words.write[0];
  }

  setCommands(commands) {
    this.menu.replaceChildren(...commands.map((command) => this.menuEntry(command)));
    this.menuButton.hidden = commands.length === 0;
  }

  menuEntry({ command, description }) {
    const choose = () => {
      this.toggleMenu();
      this.sendText(`/${command}`, this.replyTo);
    };
    return el("button", { type: "button", onclick: choose }, el("b", {}, `/${command}`), el("span", {}, description));
  }

  toggleMenu() {
    this.menu.hidden = !this.menu.hidden;
    this.menuButton.setAttribute("aria-expanded", String(!this.menu.hidden));
    const next = this.menu.hidden ? this.menuButton : this.menu.querySelector("button");
    next?.focus({ preventScroll: true });
  }

  // Nothing to reply to: null leaves the choice to the bot's question, 0 (by hand) means it is no answer at all.
  setReply(message, { byHand = false } = {}) {
    this.replyTo = message ? message.id : byHand ? 0 : null;
    this.quoteBar.hidden = !message;
    this.quote.textContent = message ? message.text : "";
    if (byHand) this.input.focus({ preventScroll: true });
  }

  onKey(event) {
    // Telex and VNI compose letters; their Enter ends a syllable, not the message.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  async send() {
    const text = this.input.value.trim();
    if (text && (await this.sendText(text, this.replyTo))) this.clear();
  }

  async sendFile() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    if (file.size > BIGGEST_FILE) this.warn(words.tooBig[0]);
    else if (await this.attachFile(file, this.input.value.trim())) this.clear();
  }

  clear() {
    this.input.value = "";
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    const wanted = this.input.scrollHeight + 2;
    this.input.style.height = `${Math.min(wanted, TALLEST_INPUT)}px`;
    this.input.style.overflowY = wanted > TALLEST_INPUT ? "auto" : "hidden";
  }
}
