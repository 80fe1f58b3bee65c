// Elements from data. Content goes in as text nodes only, never as markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A button named in Vietnamese for everybody, with the English words as its title.
export function iconButton(icon, [vietnamese, english], attributes = {}) {
  return el("button", { type: "button", "aria-label": vietnamese, title: `${vietnamese} · ${english}`, ...attributes }, icon);
}

export const postJson = (path, data) => post(path, JSON.stringify(data), "application/json");
export const postFile = (path, file) => post(path, file, file.type || "application/octet-stream");

async function post(path, body, type) {
  const answer = await fetch(path, { method: "POST", body, headers: { "content-type": type } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
