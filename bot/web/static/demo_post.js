// The way out of a phone: one thing after the other, each repeated under the same id until the server has it on disk.

const SOONEST = 500;
const LATEST = 8_000;
const PATIENCE = 20_000;

const pause = (ms) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
});

export class Post {
  // told(job, state): "sending", "waiting", "received" or "failed"
  constructor(kept, told) {
    this.kept = kept;
    this.told = told;
    this.busy = new Set();
  }

  add(job) {
    this.kept.jobs.push(job);
    this.kept.save();
    this.work(job.update.chat);
  }

  async work(chat) {
    if (this.busy.has(chat)) return;
    this.busy.add(chat);
    let job;
    while ((job = this.kept.jobs.find((one) => one.update.chat === chat))) {
      const state = await this.deliver(job);
      this.kept.jobs.splice(this.kept.jobs.indexOf(job), 1);
      this.told(job, state);
    }
    this.busy.delete(chat);
  }

  async deliver(job) {
    for (let wait = SOONEST; ; wait = Math.min(wait * 2, LATEST)) {
      const state = await this.once(job).catch(() => "waiting");
      if (state !== "waiting") return state;
      this.told(job, state);
      await pause(wait);
    }
  }

  async once(job) {
    const piece = job.update.media?.[0];
    if (piece && !piece.ref) {
      if (!job.blob) return "failed";  // the tab was reloaded before the picture was up
      const answer = await fetch("/demo/upload", { method: "POST", body: job.blob, signal: AbortSignal.timeout(3 * PATIENCE) });
      if (!answer.ok) return refused(answer);
      piece.ref = (await answer.json()).ref;
      this.kept.save();
    }
    const answer = await postJson("/demo/say", job.update);
    if (answer.status === 409) {
      piece.ref = "";  // the server started anew and no longer has the picture
      return job.blob ? "waiting" : "failed";
    }
    return answer.ok ? "received" : refused(answer);
  }
}

function refused(answer) {
  return answer.status >= 400 && answer.status < 500 ? "failed" : "waiting";
}

export function postJson(address, value) {
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value), signal });
}
