// The page: the stream of changes, the clock and its steps, the row of phones.

import { el, postJson } from "./dom.js";
import { Phone } from "./phone.js";
import { clockOf, dateOf, parse, shortDateOf, words } from "./words.js";

const find = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-step]")];
const phones = new Map();
const clock = { base: 0, since: 0, isWalking: false, isReady: false, isOnline: false };
let targetsDue = 0;

// The clock

function setClock({ clock: at, is_walking: isWalking, is_ready: isReady }) {
  Object.assign(clock, { base: parse(at).getTime(), since: performance.now(), isWalking, isReady });
  showClock();
  showNotice();
  if (isReady && !isWalking) fetchTargets();
}

function showClock() {
  const now = new Date(clock.base + performance.now() - clock.since);
  find("date").textContent = dateOf(now);
  find("hour").textContent = clockOf(now);
}

function showNotice() {
  const word = !clock.isOnline ? words.offline : !clock.isReady ? words.starting : clock.isWalking ? words.walking : null;
  document.body.classList.toggle("walking", clock.isWalking);
  find("notice").hidden = !word;
  find("notice").title = word ? word[1] : "";
  find("notice").firstElementChild.textContent = word ? word[0] : "";
  find("stop").hidden = word !== words.walking;
  for (const button of buttons) button.disabled = Boolean(word) || button.dataset.nowhere === "yes";
}

function fetchTargets() {
  clearTimeout(targetsDue);
  targetsDue = setTimeout(async () => {
    try {
      const answer = await fetch("/clock");
      if (answer.ok) showTargets((await answer.json()).targets);
    } catch {
      // The stream notices a lost connection and says so.
    }
  }, 200);
}

function showTargets(targets) {
  for (const button of buttons) {
    if (!(button.dataset.step in targets)) continue;
    const target = targets[button.dataset.step];
    button.dataset.nowhere = target ? "no" : "yes";
    button.querySelector("small").replaceChildren(...(target ? hintOf(button.dataset.step, target) : [words.nowhere[0]]));
  }
  showNotice();
}

// The date is what counts; the rest is left out where there is no room.
function hintOf(step, { at, code }) {
  const date = parse(at);
  if (step === "hour") return [clockOf(date)];
  const more = (text) => el("span", { class: "more" }, text);
  return step === "due" ? [more(`${code} · `), shortDateOf(date)] : [shortDateOf(date), more(` · ${clockOf(date)}`)];
}

for (const button of buttons) {
  button.addEventListener("click", async () => {
    for (const other of buttons) other.disabled = true;
    try {
      await postJson("/clock", { step: button.dataset.step });
    } catch {
      fetchTargets();
    }
    showNotice();
  });
}
find("stop").addEventListener("click", () => postJson("/clock/stop", {}).catch(fetchTargets));
setInterval(() => clock.base && !clock.isWalking && showClock(), 1000);
setInterval(() => clock.isReady && !clock.isWalking && fetchTargets(), 60000);

// The phones

function setState(state) {
  clock.isOnline = true;
  for (const one of state.phones) {
    if (phones.has(one.id)) phones.get(one.id).load(one);
    else addPhone(one);
  }
  setClock(state);
}

function addPhone(state) {
  const phone = new Phone(state);
  const tab = el("a", { href: `#phone-${state.id}`, "aria-label": state.name, title: state.title }, state.name.split(" ").at(-1));
  const count = el("span", { class: "badge", hidden: true });
  tab.append(count);
  phone.onUnread = (unread) => {
    count.hidden = unread === 0;
    count.textContent = unread;
    showTitle();
  };
  phones.set(state.id, phone);
  find("phones").append(phone.node);
  find("tabs").append(tab);
  phone.scrollToEnd();
}

function showTitle() {
  const unread = [...phones.values()].reduce((sum, phone) => sum + phone.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}Đôn Đốc · bản chạy thử`;
}

// The stream: everything first, also after a lost connection, then each change

const stream = new EventSource("/events");
const on = (name, act) => stream.addEventListener(name, (event) => act(JSON.parse(event.data)));
const onPhone = (name, act) => on(name, (data) => phones.has(data.phone) && act(phones.get(data.phone), data));

on("state", setState);
on("clock", setClock);
onPhone("message", (phone, { message }) => phone.put(message));
onPhone("deleted", (phone, { message_id: id }) => phone.remove(id));
onPhone("controls", (phone, data) => phone.setControls(data));
onPhone("typing", (phone) => phone.popups.typing());
onPhone("toast", (phone, data) => {
  phone.toast(data);
  fetchTargets();
});
stream.addEventListener("error", () => {
  clock.isOnline = false;
  showNotice();
});
