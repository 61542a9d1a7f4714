// Recording through the microphone, where the browser allows it.

/** A recorder with toggle(button) and stop(), or null when this browser cannot record. */
export function recorder(report) {
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") return null;
  let machine = null;
  let finished = Promise.resolve();

  async function start(button) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const pieces = [];
      machine = new MediaRecorder(stream);
      machine.ondataavailable = (event) => pieces.push(event.data);
      finished = new Promise((done) => {
        machine.onstop = () => {
          stream.getTracks().forEach((track) => track.stop());
          const sound = new Blob(pieces, { type: machine.mimeType });
          report(sound, `录好了，${Math.max(1, Math.round(sound.size / 1024))} KB。可以直接发送，也可以补上识别文字。`);
          button.classList.remove("is-on");
          machine = null;
          done();
        };
      });
      machine.start();
      button.classList.add("is-on");
      report(null, "正在录音，再点一下结束。");
    } catch {
      report(null, "用不了麦克风，把要说的话打在下面也一样。");
    }
  }

  async function stop() {
    if (machine?.state === "recording") machine.stop();
    await finished;
  }

  return { stop, toggle: (button) => (machine ? stop() : start(button)) };
}
