// One message as a bubble: text with entities, attachment, quote, time, and its rows of buttons.

import { el, iconButton } from "./dom.js";
import { clockOf, parse, sizeOf, words } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};

// About three lines of a bubble, as apps show of a folded quote.
const FOLDED_FROM = 130;

// Offsets are UTF-16 units, as in JavaScript. Entities nest; one that sticks out of its parent is cut off there.
export function richText(text, entities, onCommand) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nest(text, sorted, 0, text.length, onCommand);
}

function nest(text, entities, start, end, onCommand) {
  const parts = document.createDocumentFragment();
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const inner = others.filter((other) => other.offset < to);
    rest = others.filter((other) => other.offset >= to);
    if (from >= to) continue;
    parts.append(text.slice(at, from));
    const node = nodeOf(entity, text.slice(from, to), onCommand);
    node.append(nest(text, inner, from, to, onCommand));
    parts.append(node);
    at = to;
  }
  parts.append(text.slice(at, end));
  return parts;
}

function nodeOf(entity, covered, onCommand) {
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "command", onclick: () => onCommand(covered) });
  }
  const address = entity.type === "text_link" ? entity.url : entity.type === "url" ? covered : "";
  if (/^https?:\/\//i.test(address)) {
    return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
  }
  const node = el(TAGS[entity.type] || "span", { class: entity.type });
  if (entity.type === "expandable_blockquote" && covered.length > FOLDED_FROM) makeFoldable(node);
  return node;
}

function makeFoldable(node) {
  node.classList.add("folded");
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "0");
  node.setAttribute("aria-expanded", "false");
  const turn = () => node.setAttribute("aria-expanded", String(!node.classList.toggle("folded")));
  node.addEventListener("click", turn);
  node.addEventListener("keydown", (event) => event.key === "Enter" && turn());
}

// `acts`: onPress(message, button, node), onReply(message), onCommand(text).
export function bubble(message, acts, { isNew = false } = {}) {
  const body = el("div", { class: "body" });
  if (message.reply_to) body.append(quote(message.reply_to));
  if (message.media) body.append(attachment(message.media));
  if (message.text) {
    body.append(el("div", { class: "text" }, richText(message.text, message.entities, acts.onCommand)));
  }
  body.append(meta(message));
  const node = el("li", { class: `message ${message.from_bot ? "in" : "out"}${isNew ? " new" : ""}` }, body);
  if (message.from_bot) {
    const again = iconButton("↩", words.reply, { class: "again", onclick: () => acts.onReply(message) });
    node.append(again);
  }
  if (message.buttons.length) node.append(inlineKeyboard(message, acts));
  return node;
}

function quote(replied) {
  return el("div", { class: "quoted" }, replied.text || words.photo[0]);
}

function attachment(media) {
  const isPicture = media.kind === "photo" || /^image\/(png|jpeg|gif)$/.test(media.mime || "");
  if (isPicture && media.url) {
    const picture = el("img", {
      src: media.url, alt: media.name || words.photo[0], width: media.width, height: media.height, loading: "lazy",
    });
    return el("a", { class: "picture", href: media.url, target: "_blank", rel: "noopener" }, picture);
  }
  const name = media.name || media.kind;
  const about = el("span", {}, el("b", {}, name), el("small", {}, sizeOf(media.size)));
  const parts = [el("span", { class: "sheet", "aria-hidden": "true" }, "📄"), about];
  return media.url ? el("a", { class: "file", href: media.url, download: name }, ...parts) : el("div", { class: "file" }, ...parts);
}

function meta(message) {
  const parts = [];
  if (message.is_edited) parts.push(el("span", { title: words.edited[1] }, words.edited[0]), " ");
  parts.push(el("time", { datetime: message.at }, clockOf(parse(message.at))));
  return el("div", { class: "meta" }, ...parts);
}

function inlineKeyboard(message, acts) {
  const rows = message.buttons.map((row) => el("div", { class: "row" }, ...row.map((button) => key(message, button, acts))));
  return el("div", { class: "buttons" }, ...rows);
}

function key(message, button, acts) {
  if (button.url) {
    const isWeb = /^https?:\/\//i.test(button.url);
    return el("a", { class: "key", href: isWeb ? button.url : null, target: "_blank", rel: "noopener noreferrer" }, `${button.text} ↗`);
  }
  const node = el("button", { type: "button", class: `key ${button.style || ""}` }, button.text);
  node.addEventListener("click", () => acts.onPress(message, button, node));
  return node;
}
