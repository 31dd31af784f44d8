// A voice note: recorded where the browser allows it.

export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
}

// Resolves once the microphone is open; `stop()` gives the sound as a blob.
export async function record(ticked) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const chunks = [];
  const began = Date.now();
  const seconds = () => Math.floor((Date.now() - began) / 1000);
  const ticking = setInterval(() => ticked(seconds()), 250);
  recorder.ondataavailable = (event) => chunks.push(event.data);
  const ended = new Promise((done) => { recorder.onstop = done; });
  recorder.start();

  async function stop() {
    clearInterval(ticking);
    recorder.stop();
    await ended;
    stream.getTracks().forEach((track) => track.stop());
    return new Blob(chunks, { type: recorder.mimeType });
  }
  return { stop };
}
