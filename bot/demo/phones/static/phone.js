// One phone: its chat, the reply keyboard, and what the person does with them.

import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { el, iconButton, postFile, postJson } from "./dom.js";
import { Popups } from "./popups.js";
import { dateOf, parse, words } from "./words.js";

const SPINNER_GIVES_UP = 15000;
const NEAR_THE_END = 60;

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
    this.down = iconButton("↓", words.down, { class: "down", hidden: true, onclick: () => this.scrollToEnd() });
    this.popups = new Popups();
    this.composer = new Composer({
      send: (text, replyTo) => this.say(text, replyTo),
      attach: (file, caption) => this.attach(file, caption),
      warn: (text) => this.popups.toast(text),
    });
    this.keys = el("div", { class: "keys", role: "group", "aria-label": words.keys[0], title: words.keys[1] });
    const screen = el("div", { class: "screen" }, this.list, this.down, ...this.popups.nodes);
    this.node = el("section", { class: "phone", id: `phone-${state.id}`, "aria-label": label }, this.who(state), screen, ...this.composer.nodes, this.keys);
    for (const act of ["pointerdown", "focusin", "keydown", "wheel"]) {
      this.node.addEventListener(act, () => this.setUnread(0), { passive: true });
    }
  }

  who(state) {
    const letter = state.name.split(" ").at(-1)[0];
    const names = el("div", {}, el("h2", {}, state.name), el("p", {}, `${state.title} · ${state.place}`));
    return el("header", { class: "who" }, el("span", { class: "avatar", "aria-hidden": "true" }, letter), names, this.badge);
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
    this.popups.hideTyping();
    if (!message.from_bot) this.composer.setReply(null);
    else this.setUnread(this.unread + 1);
    // The question is announced just before it comes.
    if (message.id === this.prompt) this.composer.setReply(message);
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
    this.composer.setPlaceholder(placeholder);
    this.composer.setCommands(commands);
    this.prompt = prompt;
    if (this.messages.has(prompt)) this.composer.setReply(this.messages.get(prompt));
  }

  replyKey(text) {
    return el("button", { type: "button", class: "key", onclick: () => this.ask(postJson, "key", { text }) }, text);
  }

  toast({ press, text, is_alert: isAlert }) {
    this.stopSpinner(press);
    if (text && isAlert) this.popups.alert(text);
    else if (text) this.popups.toast(text);
  }

  // What the person does

  get acts() {
    return {
      onPress: (message, button, node) => this.press(message, button, node),
      onReply: (message) => this.composer.setReply(message, { byHand: true }),
      onCommand: (text) => this.say(text, null),
    };
  }

  async press(message, button, node) {
    if (node.classList.contains("waiting")) return;
    node.classList.add("waiting");
    const answer = await this.ask(postJson, "press", { message_id: message.id, data: button.data });
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

  say(text, replyTo) {
    return this.ask(postJson, "say", { text, reply_to: replyTo });
  }

  attach(file, caption) {
    return this.ask(postFile, `file?${new URLSearchParams({ name: file.name, caption })}`, file);
  }

  // What the server answered; null, with a word about it, when it did not work.
  async ask(post, what, body) {
    try {
      return await post(`/phones/${this.id}/${what}`, body);
    } catch {
      this.popups.toast(words.failed[0]);
      return null;
    }
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
}
