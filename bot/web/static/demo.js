// The demo's page: builds the phones, follows the news, hands what is said to the post. Its words come with the page.

import { Kept } from "./demo_kept.js";
import { make, step } from "./demo_lines.js";
import { follow } from "./demo_link.js";
import { Phone } from "./demo_phone.js";
import { Post, postJson } from "./demo_post.js";

const page = JSON.parse(document.getElementById("demo").textContent);
const { words } = page;
const kept = new Kept(page.phones.map((one) => one.chat));
const narrow = matchMedia("(max-width: 1039px)");
const phones = {};
const tabs = {};
const post = new Post(kept, delivered);

function fillWords(root) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
  for (const element of root.querySelectorAll("[data-label]")) element.setAttribute("aria-label", words[element.dataset.label]);
  for (const element of root.querySelectorAll("button[data-label]")) element.title = words[element.dataset.label];
  for (const element of root.querySelectorAll("[data-hint]")) element.title = words[element.dataset.hint];
  for (const element of root.querySelectorAll("[data-placeholder]")) element.placeholder = words[element.dataset.placeholder];
}

// ---- tabs of the narrow page

function addTab(about) {
  const tab = make("button", "tab", about.title);
  tab.type = "button";
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", `phone-${about.chat}`);
  tab.onclick = () => showPhone(about.chat);
  tab.onkeydown = (event) => moveTab(about.chat, { ArrowLeft: -1, ArrowRight: 1 }[event.key]);
  tabs[about.chat] = tab;
  document.querySelector(".tabs").append(tab);
}

function moveTab(chat, by) {
  if (!by) return;
  const chats = Object.keys(tabs);
  const next = chats[(chats.indexOf(chat) + by + chats.length) % chats.length];
  showPhone(next);
  tabs[next].focus();
}

function showPhone(chat) {
  kept.shown = chat;
  for (const [one, phone] of Object.entries(phones)) {
    phone.root.classList.toggle("shown", one === chat);
    tabs[one].setAttribute("aria-selected", one === chat);
    tabs[one].tabIndex = one === chat ? 0 : -1;
  }
  kept.phones[chat].unread = 0;
  showUnread(chat);
  phones[chat].fit();
  phones[chat].toTheEnd();
  kept.save();
}

function showUnread(chat) {
  const { unread } = kept.phones[chat];
  tabs[chat].querySelector(".badge")?.remove();
  if (!unread) return;
  const badge = make("span", "badge", unread > 99 ? "99+" : String(unread));
  badge.setAttribute("aria-label", `${unread} ${words.unread}`);
  tabs[chat].append(badge);
}

// ---- what the phones say

function said(update, key, blob) {
  post.add({ update, key, blob });
}

function delivered(job, state) {
  if (state === "received") link.hurry();  // the server is there, so its news must not wait for the next try
  const phone = phones[job.update.chat];
  const line = phone.mine.lines.find((one) => one.key === job.key);
  if (line && job.update.tapped) line.pressed = { ...line.pressed, [job.update.tapped]: state };
  else if (line) line.state = wholeState(line, job, state);
  if (line) phone.draw(line);
  kept.save();
}

// An album is received when its last picture is, and failed when one is.
function wholeState(line, job, state) {
  if (line.state === "failed" || state !== "received") return line.state === "failed" ? "failed" : state;
  return kept.jobs.some((one) => one.key === job.key && one !== job) ? "sending" : "received";
}

function switchButtons(chat) {
  const { mine, toggle } = phones[chat];
  mine.plain = toggle.checked;
  phones[chat].showSwitch();
  kept.save();
  tellSwitch(chat);
}

async function tellSwitch(chat) {
  try {
    await postJson("/demo/buttons", { chat, on: !kept.phones[chat].plain });
  } catch {
    // the next hello of the server compares the switches again
  }
}

// ---- what the server says

const heard = {
  hello({ run, buttons }) {
    const sameServer = run === kept.run || !kept.run;
    kept.run = run;
    for (const [chat, on] of Object.entries(buttons)) {
      if (on !== kept.phones[chat].plain) continue;
      if (sameServer) heard.buttons({ chat, on });
      else tellSwitch(chat);
    }
  },

  buttons({ chat, on }) {
    kept.phones[chat].plain = !on;
    phones[chat].showSwitch();
    kept.save();
  },

  line({ chat, number, at, said: mine, ...line }, cursor) {
    const phone = phones[chat];
    if (cursor) kept.cursor = cursor;
    if (mine) return showElsewhereSaid(phone, mine, at);
    const key = `${kept.run}.${number}`;
    const known = phone.mine.lines.find((one) => one.key === key);
    const isNew = phone.show({ key, at: at || known?.at || Date.now() / 1000, ...line });
    if (isNew && narrow.matches && kept.shown !== chat) {
      kept.phones[chat].unread += 1;
      showUnread(chat);
    }
    kept.save();
  },
};

// Said in another tab, or in this one before it was closed.
function showElsewhereSaid(phone, mine, at) {
  if (mine.tapped || phone.mine.lines.some((one) => one.key === mine.id || one.ids?.includes(mine.id))) return;
  const photos = mine.media.filter((piece) => piece.kind === "photo").map((piece) => piece.ref);
  const voice = mine.media.some((piece) => piece.kind === "voice");
  phone.show({ key: mine.id, mine: true, at, state: "received", text: mine.text, photos: photos.length ? photos : undefined, voice, place: mine.place });
  kept.save();
}

function showLink(state) {
  const link = document.querySelector(".link");
  link.dataset.state = state;
  link.querySelector(".link-word").textContent = words[state];
}

// ---- begin

const steps = document.querySelector(".steps");
const viewer = document.querySelector(".viewer");

for (const [place, about] of page.phones.entries()) {
  const phone = new Phone(about, page, kept, said);
  phone.invite(page.steps[place], place + 1);
  phone.toggle.onchange = () => switchButtons(about.chat);
  phones[about.chat] = phone;
  document.querySelector(".phones").append(phone.root);
  addTab(about);
  showUnread(about.chat);
}
fillWords(document);
steps.querySelector("ol").append(...page.steps.map((one, place) => step("li", one, place + 1)));
showLink("connecting");
showPhone(kept.shown);
for (const phone of Object.values(phones)) {
  phone.fit();
  phone.toTheEnd();
}
addEventListener("pagehide", () => kept.save());
addEventListener("click", ({ target }) => {
  if (!steps.contains(target)) steps.open = false;
  const shown = target.closest(".look")?.querySelector("img");
  if (shown) viewer.querySelector("img").src = shown.src;
  if (shown) viewer.showModal();
  else if (viewer.contains(target)) viewer.close();
});
addEventListener("keydown", ({ key }) => { if (key === "Escape") steps.open = false; });
const link = follow(() => `/demo/events?after=${encodeURIComponent(kept.cursor)}`, heard, showLink);
for (const chat of Object.keys(phones)) post.work(chat);
