// How one line of a conversation looks. Texts are only ever set as text, never as markup.

const SHORT = 16;  // characters of a label that leave room for another beside it
const SVG = "http://www.w3.org/2000/svg";

export function make(tag, className = "", ...inside) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...inside);
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function picture(address, words) {
  const gone = () => make("span", "no-picture", words.photo_gone);
  if (!address) return make("span", "no-picture", words.a_photo);
  const image = make("img");
  image.alt = words.a_photo;
  image.onerror = () => image.replaceWith(gone());
  image.src = address;
  return image;
}

// One step of what to try: its number, its name and how.
export function step(tag, [title, how], number) {
  return make(tag, "step", make("span", "step-number", String(number)), make("span", "step-words", make("b", "", title), how));
}

export function drawLine(line, words, press) {
  const element = make("div", line.mine ? "line mine" : line.photos.length && !line.texts.some(Boolean) ? "line tile" : "line");
  element.dataset.key = line.key;
  element.append(...(line.mine ? drawMine(line, words) : drawBots(line, words, press)));
  return element;
}

function drawMine(line, words) {
  const parts = [];
  if (line.photos) parts.push(withPictures(line.photos.map((photo, at) => line.small?.[at] || keptPhoto(photo)), line.text, words));
  else if (line.text) parts.push(make("div", "bubble", line.text));
  if (line.voice) parts.push(drawVoice(line, words));
  if (line.place) parts.push(make("div", "bubble stay", icon("place"), `${words.a_place}\n${line.place.map((one) => one.toFixed(3)).join(", ")}`));
  return [...parts, note(line.state, words, line.at)];
}

function drawBots(line, words, press) {
  const parts = line.texts.filter(Boolean).map((text) => make("div", "bubble", text));
  if (line.photos.length) parts.unshift(withPictures(line.photos.map(keptPhoto), "", words));
  parts.push(...(line.files || []).map(drawFile));  // lines kept from an older page have none
  for (const [name, choices] of [["choices", line.choices], ["ways-out", line.ways_out]]) {
    const open = stillOpen(line, choices);
    const short = open.length > 1 && open.every((choice) => choice.label.length <= SHORT);
    if (open.length) parts.push(make("div", short ? `${name} pairs` : name, ...open.map((choice) => button(line, choice, words, press))));
  }
  return [...parts, note("", words, line.at)];
}

// Of a question that was answered only the answer stays; the buttons of a case stay, for it can be acted on again.
function stillOpen(line, choices) {
  const answered = Object.values(line.pressed || {}).includes("received");
  return choices.filter(({ data }) => !answered || !data.startsWith("q") || line.pressed[data]);
}

function keptPhoto(name) {
  return name && `/demo/photo/${encodeURIComponent(name)}`;
}

// A tap saves it; a sound is played here too.
function drawFile({ name, title, sound }) {
  const address = `/demo/file/${encodeURIComponent(name)}`;
  const link = make("a", "file", icon(sound ? "voice" : "down"), title);
  link.href = address;
  link.download = title;
  return make("div", "bubble held", link, ...(sound ? [player(address, title)] : []));
}

function withPictures(addresses, text, words) {
  const grid = make("div", addresses.length > 1 ? "pictures many" : "pictures", ...addresses.map((one) => looked(picture(one, words))));
  return make("div", "bubble held", grid, ...(text ? [make("div", "words", text)] : []));
}

// A tap shows it large.
function looked(image) {
  if (image.tagName !== "IMG") return image;
  const element = make("button", "look", image);
  element.type = "button";
  return element;
}

function drawVoice(line, words) {
  if (!line.sound) return make("div", "bubble stay", icon("voice"), words.a_voice);
  return make("div", "bubble held", player(line.sound, words.a_voice));
}

function player(address, label) {
  const audio = make("audio");
  audio.controls = true;
  audio.preload = "metadata";
  audio.src = address;
  audio.setAttribute("aria-label", label);
  return audio;
}

function button(line, choice, words, press) {
  const element = make("button", "choice", choice.label);
  const state = line.pressed?.[choice.data];
  element.type = "button";
  element.dataset.data = choice.data;
  element.onclick = () => press(line, choice.data);
  if (!state) return element;
  element.dataset.state = state;
  element.append(make("span", "note", state === "received" ? words.chosen : words[state]));
  return element;
}

function note(state, words, at) {
  const time = new Intl.DateTimeFormat(words.locale, { hour: "2-digit", minute: "2-digit", timeZone: words.zone }).format(at * 1000);
  const element = make("span", "note", state ? `${time} · ${words[state]}` : time);
  element.dataset.state = state;
  return element;
}
