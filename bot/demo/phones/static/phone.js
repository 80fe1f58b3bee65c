// One phone: its chat, what is being written, the reply keyboard, and what pops up over it.

import { bubble } from "./bubble.js";
import { el, iconButton, post } from "./dom.js";
import { dateOf, parse, words } from "./words.js";

const BIGGEST_FILE = 20 * 1024 * 1024;
const TYPING_SHOWS = 5000;
const TOAST_SHOWS = 3500;
const SPINNER_GIVES_UP = 15000;
const NEAR_THE_END = 60;
const TALLEST_INPUT = 110;

export class Phone {
  constructor(state) {
    this.id = state.id;
    this.messages = new Map();
    this.nodes = new Map();
    this.presses = new Map();
    this.unread = 0;
    this.onUnread = () => {};
    this.build(state);
    this.load(state);
  }

  // What is there

  build(state) {
    const label = `${state.name}, ${state.title}, ${state.place}`;
    this.badge = el("span", { class: "badge", hidden: true });
    this.list = el("ol", { class: "messages", role: "log", tabindex: "0", "aria-label": `Tin nhắn của ${state.name}` });
    this.list.addEventListener("scroll", () => this.noteScroll());
    new ResizeObserver(() => this.staysAtEnd && this.scrollToEnd()).observe(this.list);
    this.typing = el("div", { class: "typing", hidden: true, role: "status", "aria-label": words.typing[0] }, el("i"), el("i"), el("i"));
    this.down = iconButton("↓", words.down, { class: "down", hidden: true, onclick: () => this.scrollToEnd() });
    this.toastBox = el("div", { class: "toast", role: "status", hidden: true });
    this.alertText = el("p");
    this.alertClose = el("button", { type: "button", onclick: () => this.closeAlert() }, "OK");
    this.alertBox = el("div", { class: "alert", role: "alertdialog", "aria-label": "Bot", hidden: true }, this.alertText, this.alertClose);
    this.alertBox.addEventListener("keydown", (event) => event.key === "Escape" && this.closeAlert());
    this.keys = el("div", { class: "keys", role: "group", "aria-label": words.keys[0], title: words.keys[1] });
    const screen = el("div", { class: "screen" }, this.list, this.typing, this.down, this.toastBox, this.alertBox);
    this.node = el("section", { class: "phone", id: `phone-${state.id}`, "aria-label": label }, this.who(state), screen, ...this.composer(), this.keys);
    for (const act of ["pointerdown", "focusin", "keydown", "wheel"]) {
      this.node.addEventListener(act, () => this.setUnread(0), { passive: true });
    }
  }

  who(state) {
    const letter = state.name.split(" ").at(-1)[0];
    const names = el("div", {}, el("h2", {}, state.name), el("p", {}, `${state.title} · ${state.place}`));
    return el("header", { class: "who" }, el("span", { class: "avatar", "aria-hidden": "true" }, letter), names, this.badge);
  }

  composer() {
    this.quote = el("span");
    this.quoteBar = el(
      "div", { class: "replying", hidden: true }, el("b", {}, words.replyTo[0]), this.quote,
      iconButton("✕", words.dropReply, { onclick: () => this.setReply(null, { byHand: true }) }),
    );
    this.menu = el("div", { class: "menu", hidden: true });
    this.menuButton = iconButton("/", words.commands, { class: "tool", "aria-expanded": "false", onclick: () => this.toggleMenu() });
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
    return [this.quoteBar, this.menu, form];
  }

  // What comes from the server

  load(state) {
    this.messages.clear();
    this.nodes.clear();
    this.list.replaceChildren();
    for (const message of state.messages) this.append(message, { isNew: false });
    this.setControls(state);
    this.scrollToEnd();
  }

  put(message) {
    const old = this.nodes.get(message.id);
    if (old) {
      this.messages.set(message.id, message);
      const node = bubble(message, this.acts);
      const held = old.contains(document.activeElement);
      old.replaceWith(node);
      this.nodes.set(message.id, node);
      if (held) this.list.focus({ preventScroll: true });
      if (this.staysAtEnd) this.scrollToEnd();
      return;
    }
    const wasAtEnd = this.staysAtEnd;
    this.append(message, { isNew: message.from_bot });
    this.hideTyping();
    if (!message.from_bot) this.setReply(null);
    else this.setUnread(this.unread + 1);
    if (wasAtEnd || !message.from_bot) this.scrollToEnd();
    else this.noteScroll();
  }

  append(message, { isNew }) {
    const day = message.at.slice(0, 10);
    if (day !== this.lastDay || !this.list.hasChildNodes()) {
      this.list.append(el("li", { class: "day" }, el("span", {}, dateOf(parse(message.at)))));
      this.lastDay = day;
    }
    const node = bubble(message, this.acts, { isNew });
    this.messages.set(message.id, message);
    this.nodes.set(message.id, node);
    this.list.append(node);
  }

  remove(messageId) {
    this.nodes.get(messageId)?.remove();
    this.nodes.delete(messageId);
    this.messages.delete(messageId);
  }

  setControls({ keyboard, placeholder, commands, prompt }) {
    this.keys.replaceChildren(...keyboard.map((row) => el("div", { class: "row" }, ...row.map((text) => this.replyKey(text)))));
    this.input.placeholder = placeholder || words.write[0];
    this.menu.replaceChildren(...commands.map((command) => this.menuEntry(command)));
    this.menuButton.hidden = commands.length === 0;
    const asked = this.messages.get(prompt);
    if (asked) this.setReply(asked);
  }

  replyKey(text) {
    return el("button", { type: "button", class: "key", onclick: () => this.ask("key", { text }) }, text);
  }

  menuEntry({ command, description }) {
    const choose = () => {
      this.toggleMenu();
      this.say(`/${command}`);
    };
    return el("button", { type: "button", onclick: choose }, el("b", {}, `/${command}`), el("span", {}, description));
  }

  showTyping() {
    this.typing.hidden = false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.hideTyping(), TYPING_SHOWS);
  }

  hideTyping() {
    this.typing.hidden = true;
  }

  toast({ press, text, is_alert: isAlert }) {
    this.stopSpinner(press);
    if (!text) return;
    if (isAlert) this.showAlert(text);
    else this.showToast(text);
  }

  showToast(text) {
    this.toastBox.textContent = text;
    this.toastBox.hidden = false;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => (this.toastBox.hidden = true), TOAST_SHOWS);
  }

  showAlert(text) {
    this.beforeAlert = document.activeElement;
    this.alertText.textContent = text;
    this.alertBox.hidden = false;
    if (this.node.contains(this.beforeAlert)) this.alertClose.focus({ preventScroll: true });
  }

  closeAlert() {
    this.alertBox.hidden = true;
    if (this.beforeAlert?.isConnected) this.beforeAlert.focus({ preventScroll: true });
  }

  // What the person does

  get acts() {
    return {
      onPress: (message, button, node) => this.press(message, button, node),
      onReply: (message) => this.setReply(message, { byHand: true }),
      onCommand: (text) => this.say(text),
    };
  }

  async press(message, button, node) {
    if (node.classList.contains("waiting")) return;
    node.classList.add("waiting");
    const answer = await this.ask("press", { message_id: message.id, data: button.data });
    if (!answer) {
      node.classList.remove("waiting");
      return;
    }
    // The answer to the press may have come before the answer to this request.
    if (this.presses.delete(answer.press)) {
      node.classList.remove("waiting");
      return;
    }
    this.presses.set(answer.press, node);
    setTimeout(() => this.presses.has(answer.press) && this.stopSpinner(answer.press), SPINNER_GIVES_UP);
  }

  stopSpinner(press) {
    const node = this.presses.get(press);
    if (node) {
      node.classList.remove("waiting");
      this.presses.delete(press);
    } else {
      this.presses.set(press, null);
    }
  }

  onKey(event) {
    // Telex and VNI compose letters; their Enter ends a syllable, not the message.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    if (await this.say(text)) {
      this.input.value = "";
      this.grow();
    }
  }

  say(text) {
    return this.ask("say", { text, reply_to: this.replyTo ?? null });
  }

  async sendFile() {
    const [file] = this.picker.files;
    this.picker.value = "";
    if (!file) return;
    if (file.size > BIGGEST_FILE) {
      this.showToast(words.tooBig[0]);
      return;
    }
    const query = new URLSearchParams({ name: file.name, caption: this.input.value.trim() });
    if (await this.ask(`file?${query}`, file, file.type || "application/octet-stream")) {
      this.input.value = "";
      this.grow();
    }
  }

  async ask(what, body, type) {
    try {
      return await post(`/phones/${this.id}/${what}`, body, type);
    } catch {
      this.showToast(words.failed[0]);
      return null;
    }
  }

  setReply(message, { byHand = false } = {}) {
    this.replyTo = message ? message.id : byHand ? 0 : null;
    this.quoteBar.hidden = !message;
    this.quote.textContent = message ? message.text : "";
    if (byHand) this.input.focus({ preventScroll: true });
  }

  toggleMenu() {
    this.menu.hidden = !this.menu.hidden;
    this.menuButton.setAttribute("aria-expanded", String(!this.menu.hidden));
    if (!this.menu.hidden) this.menu.querySelector("button")?.focus({ preventScroll: true });
  }

  // Where the eye is

  setUnread(count) {
    if (count === this.unread) return;
    this.unread = count;
    this.badge.hidden = count === 0;
    this.badge.textContent = `${count} mới`;
    this.node.classList.toggle("unread", count > 0);
    this.onUnread(count);
  }

  // Also when the keyboard or the bar above grows, and when an edit makes the last message longer.
  noteScroll() {
    this.staysAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_THE_END;
    this.down.hidden = this.staysAtEnd;
  }

  scrollToEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.noteScroll();
  }

  grow() {
    this.input.style.height = "auto";
    const wanted = this.input.scrollHeight + 2;
    this.input.style.height = `${Math.min(wanted, TALLEST_INPUT)}px`;
    this.input.style.overflowY = wanted > TALLEST_INPUT ? "auto" : "hidden";
  }
}
