// Short tones made on the spot: no file to load, no codec to miss. Each kind of alert sounds different.
import type { AlertKind } from "../gen/api";

/** Frequency in hertz, start and length in seconds. */
type Tone = [hertz: number, start: number, length: number];

const TONES: Record<AlertKind, Tone[]> = {
  offer: [
    [523, 0, 0.16],
    [784, 0.18, 0.28],
  ],
  declined: [
    [523, 0, 0.16],
    [349, 0.18, 0.32],
  ],
  clock: [
    [659, 0, 0.12],
    [659, 0.2, 0.12],
    [659, 0.4, 0.2],
  ],
  arrived: [[523, 0, 0.2]],
};

let context: AudioContext | undefined;

/** Plays the tone of `kind`. Silent where there is no audio, or where no press allowed it yet. */
export function playTone(kind: AlertKind): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  const audio = context;
  if (audio.state === "suspended") void audio.resume().catch(() => undefined);
  for (const [hertz, start, length] of TONES[kind]) {
    const at = audio.currentTime + start;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length);
  }
}
