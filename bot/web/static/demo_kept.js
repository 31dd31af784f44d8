// What a tab remembers, so that neither a reload nor a restart of the server loses a word. Gone when the tab is closed.

const NAME = "demo";
const MOST = 600;

export class Kept {
  constructor(chats) {
    const old = JSON.parse(sessionStorage.getItem(NAME) || "{}");
    this.run = old.run || "";
    this.cursor = old.cursor || "";
    this.shown = old.shown || chats[0];
    this.jobs = old.jobs || [];
    this.phones = Object.fromEntries(chats.map((chat) => [chat, { lines: [], plain: false, unread: 0, writing: "", ...old.phones?.[chat] }]));
    for (const phone of Object.values(this.phones)) for (const line of phone.lines) delete line.sound;  // its bytes went with the old page
  }

  save() {
    for (const phone of Object.values(this.phones)) phone.lines.splice(0, phone.lines.length - MOST);
    const { run, cursor, shown, jobs, phones } = this;
    const plain = { run, cursor, shown, jobs: jobs.map(({ blob, ...job }) => job), phones };
    try {
      sessionStorage.setItem(NAME, JSON.stringify(plain));
    } catch {
      this.forgetSmallPictures();  // the only large thing
    }
  }

  forgetSmallPictures() {
    for (const phone of Object.values(this.phones)) for (const line of phone.lines) delete line.small;
  }
}
