// One phone: its screen, its buttons and its way of writing.

import { drawLine, icon, make, picture, step } from "./demo_lines.js";
import { canRecord, record } from "./demo_voice.js";

const NEAR_THE_END = 120;
const MOST_PHOTOS = 10;
const SMALL = 320;  // pixels of the picture kept for the screen

export class Phone {
  // said(update, lineKey, blob) hands a thing said to the post
  constructor(about, page, kept, said) {
    this.about = about;
    this.words = page.words;
    this.page = page;
    this.kept = kept;
    this.mine = kept.phones[about.chat];
    this.said = said;
    this.picked = [];
    this.build();
    this.mine.lines.forEach((line) => this.draw(line));
    this.suggest();
    this.toTheEnd();
  }

  build() {
    const root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.root = root;
    const find = (name) => root.querySelector(name);
    [this.lines, this.newer, this.trouble, this.strip] = [".lines", ".newer", ".trouble", ".picked"].map(find);
    [this.composer, this.writing, this.recorder, this.toggle] = [".composer", "textarea", ".recorder", ".switch input"].map(find);
    [this.photoFile, this.voiceFile] = [".photo-file", ".voice-file"].map(find);
    this.caseNumber = new RegExp(this.words.case_number, "gi");
    root.id = `phone-${this.about.chat}`;
    root.dataset.chat = this.about.chat;
    root.setAttribute("aria-label", this.about.title);
    find("h2").textContent = this.about.title;
    find(".who p").textContent = this.about.subtitle;
    find(".face").textContent = this.about.title.split(/\s+/).map((word) => word[0].toUpperCase()).slice(0, 2).join("");
    this.lines.setAttribute("aria-label", `${this.words.messages}: ${this.about.title}`);
    this.suggestions = find(".suggestions");
    this.listen(find);
    this.showSwitch();
    this.writing.value = this.mine.writing;
  }

  listen(find) {
    this.atTheEnd = true;
    this.lines.onscroll = () => {
      this.atTheEnd = this.nearTheEnd();
      if (this.atTheEnd) this.newer.hidden = true;
    };
    new ResizeObserver(() => { if (this.atTheEnd) this.toTheEnd(); }).observe(this.lines);  // the keyboard, pictures picked, the panel
    for (const moved of ["wheel", "touchmove", "keydown"]) this.lines.addEventListener(moved, () => { this.waits = false; }, { passive: true });
    this.newer.onclick = () => this.toTheEnd();
    this.composer.onsubmit = (event) => { event.preventDefault(); this.submit(); };
    this.writing.oninput = () => this.wrote();
    this.writing.onkeydown = (event) => this.key(event);
    find(".tool-photo").onclick = () => this.photoFile.click();
    find(".tool-place").onclick = () => this.sayPlace();
    find(".tool-voice").onclick = () => this.startVoice();
    find(".throw").onclick = () => this.endVoice(false);
    find(".keep").onclick = () => this.endVoice(true);
    this.photoFile.onchange = () => this.pick(this.photoFile);
    this.voiceFile.onchange = () => this.pickVoice();
  }

  // ---- the screen

  show(line) {
    const known = this.mine.lines.find((one) => one.key === line.key);
    const follow = this.nearTheEnd() || line.mine || this.waits;
    if (known) Object.assign(known, line);
    else this.mine.lines.push(line);
    this.draw(known || line);
    this.suggest();
    if (follow) this.toTheEnd();
    else if (!known) this.newer.hidden = false;
    return !known;
  }

  draw(line) {
    const element = drawLine(line, this.words, (pressed, data) => this.press(pressed, data));
    const old = this.lines.querySelector(`[data-key="${CSS.escape(line.key)}"]`);
    if (old) old.replaceWith(element);
    else this.lines.append(element);
    while (this.lines.childElementCount > this.mine.lines.length) this.lines.firstElementChild.remove();
    for (const image of element.querySelectorAll("img")) image.onload = () => { if (this.nearTheEnd(image.height)) this.toTheEnd(); };
  }

  nearTheEnd(more = 0) {
    const { scrollHeight, scrollTop, clientHeight } = this.lines;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END + more;
  }

  toTheEnd() {
    this.lines.scrollTop = this.lines.scrollHeight;
    this.newer.hidden = true;
  }

  showSwitch() {
    this.toggle.checked = this.mine.plain;
    this.root.classList.toggle("plain", this.mine.plain);
  }

  complain(name) {
    this.trouble.textContent = name ? this.words[name] : "";
    this.trouble.hidden = !name;
  }

  // ---- writing

  invite(one, number) {
    if (one) this.root.querySelector(".empty").append(step("span", one, number));
  }

  // What is worth trying here; # is the case last spoken of on this phone.
  suggest() {
    const last = this.mine.lines.flatMap((line) => line.texts || []).join("\n").matchAll(this.caseNumber);
    const number = [...last].at(-1)?.[1] ?? "1";
    if (number === this.suggested) return;
    this.suggested = number;
    this.suggestions.replaceChildren(...this.about.try_this.map((text) => this.suggestion(text.replace("#", number))));
  }

  suggestion(text) {
    const chip = make("button", "suggestion", text);
    chip.type = "button";
    chip.title = text;
    chip.onclick = () => {
      this.writing.value = text;
      this.wrote();
      this.writing.focus();
    };
    return chip;
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  wrote() {
    this.mine.writing = this.writing.value;
    this.complain("");
    this.fit();
  }

  fit() {
    this.composer.classList.toggle("filled", Boolean(this.writing.value.trim() || this.picked.length));
    this.writing.style.height = "auto";
    this.writing.style.height = `${this.writing.scrollHeight + 2}px`;
  }

  async submit() {
    const text = this.writing.value.trim();
    const picked = this.picked;
    if (!text && !picked.length) return;
    this.picked = [];
    this.writing.value = "";
    this.wrote();
    this.showPicked();
    if (picked.length) this.sayPhotos(picked, text);
    else this.say({ text }, { text });
  }

  // ---- saying

  say(content, look, blob) {
    const update = { id: newId(), chat: this.about.chat, at: Date.now() / 1000, ...content };
    const line = { key: update.id, mine: true, at: update.at, state: "sending", ...look };
    this.show(line);
    this.said(update, line.key, blob);
  }

  press(line, data) {
    line.pressed = { [data]: "sending" };
    this.waits = true;  // for the answer, however far above the end the button is
    this.draw(line);
    this.said({ id: newId(), chat: this.about.chat, at: Date.now() / 1000, tapped: data }, line.key);
  }

  sayPlace() {
    const place = [this.page.spot.latitude, this.page.spot.longitude];
    this.say({ place }, { place });
  }

  // Each picture of an album is an update of its own, as on Telegram; they share the album and one bubble.
  sayPhotos(picked, text) {
    const ids = picked.map(() => newId());
    const at = Date.now() / 1000;
    this.show({ key: ids[0], ids, mine: true, at, state: "sending", text, photos: ids.map(() => ""), small: picked.map((one) => one.small) });
    picked.forEach(({ file }, place) => {
      const update = { id: ids[place], chat: this.about.chat, at, media: [{ kind: "photo", ref: "", size: file.size }] };
      if (place === 0 && text) update.text = text;
      if (picked.length > 1) update.album = ids[0];
      this.said(update, ids[0], file);
    });
  }

  async pick(input) {
    const files = [...input.files];
    input.value = "";
    this.complain(files.some((file) => file.size > this.page.biggest) ? "too_large" : "");
    const fitting = files.filter((file) => file.size <= this.page.biggest);
    if (this.picked.length + fitting.length > MOST_PHOTOS) this.complain("too_many");
    const added = await Promise.all(fitting.slice(0, MOST_PHOTOS - this.picked.length).map(async (file) => ({ file, small: await small(file) })));
    this.picked.push(...added);
    this.showPicked();
    this.writing.focus();
  }

  showPicked() {
    this.strip.replaceChildren(...this.picked.map((one) => this.pickedPhoto(one)));
    this.strip.hidden = !this.picked.length;
    this.fit();
  }

  pickedPhoto(one) {
    const remove = make("button", "", icon("close"));
    remove.type = "button";
    remove.setAttribute("aria-label", this.words.remove_photo);
    remove.onclick = () => {
      this.picked.splice(this.picked.indexOf(one), 1);
      this.showPicked();
    };
    return make("div", "picked-photo", picture(one.small, this.words), remove);
  }

  // ---- voice

  async startVoice() {
    this.complain("");
    if (!canRecord()) return this.voiceFile.click();
    try {
      this.voice = await record((seconds) => this.showSeconds(seconds));
    } catch {
      this.complain("no_microphone");
      return this.voiceFile.click();
    }
    this.showSeconds(0);
    this.recording(true);
  }

  async endVoice(keep) {
    const sound = await this.voice.stop();
    this.recording(false);
    if (keep && sound.size) this.sayVoice(sound);
  }

  recording(on) {
    this.recorder.hidden = !on;
    this.composer.hidden = on;
    (on ? this.recorder.querySelector(".keep") : this.writing).focus();
  }

  showSeconds(seconds) {
    this.recorder.querySelector(".seconds").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  pickVoice() {
    const [file] = this.voiceFile.files;
    this.voiceFile.value = "";
    if (file && file.size > this.page.biggest) this.complain("too_large");
    else if (file) this.sayVoice(file);
  }

  sayVoice(blob) {
    this.complain("");
    const media = [{ kind: "voice", ref: "", size: blob.size }];
    this.say({ media }, { voice: true, sound: URL.createObjectURL(blob) }, blob);
  }
}

// crypto.randomUUID is missing where a page is served without https from another machine.
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A small copy for the screen, as text that can be kept; "" when the browser cannot read the picture.
async function small(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, SMALL / Math.max(bitmap.width, bitmap.height));
    const canvas = make("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.75);
  } catch {
    return "";
  }
}
