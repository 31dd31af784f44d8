// The stream of news from the server. It calls again by itself whenever the line is cut, silent or the computer wakes up.

const SILENT = 45_000;  // three missed beats
const SOONEST = 400;
const LATEST = 5_000;

export function follow(address, heard, changed) {
  let source, watch, again, wait = SOONEST;

  function alive() {
    clearTimeout(watch);
    watch = setTimeout(lost, SILENT);
  }

  function lost() {
    source?.close();
    clearTimeout(watch);
    clearTimeout(again);
    changed("reconnecting");
    again = setTimeout(open, wait);
    wait = Math.min(wait * 2, LATEST);
  }

  function open() {
    source?.close();
    clearTimeout(again);
    source = new EventSource(address());
    source.onerror = lost;
    for (const kind of ["hello", "line", "buttons", "beat"]) {
      source.addEventListener(kind, (event) => {
        alive();
        heard[kind]?.(JSON.parse(event.data), event.lastEventId);
      });
    }
    source.addEventListener("hello", () => {
      wait = SOONEST;
      changed("connected");
    });
    alive();
  }

  addEventListener("online", open);
  addEventListener("offline", lost);
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
  return { hurry: () => { if (source.readyState === EventSource.CLOSED) open(); } };
}
