/** The operator's sound check: a tone that wakes the amplifier, then left and right, made on the TV without any file. */

type Side = -1 | 0 | 1;

let context: AudioContext | null = null;

/** After a key press: true when the engine lets the page be heard. */
export async function arm(): Promise<boolean> {
  if (!context) {
    const Maker = window.AudioContext || (window as unknown as { webkitAudioContext: typeof AudioContext }).webkitAudioContext;
    if (!Maker) return false;
    context = new Maker();
  }
  if (context.state !== "running") await Promise.race([context.resume(), new Promise((over) => setTimeout(over, 1500))]);
  return context.state === "running";
}

function tone(from: number, seconds: number, hertz: number, loud: number, side: Side): void {
  const audio = context as AudioContext, wave = audio.createOscillator(), gain = audio.createGain(), pan = audio.createStereoPanner();
  wave.frequency.value = hertz;
  pan.pan.value = side;
  // Soft edges: a hall's loudspeaker must not crack.
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loud, from + 0.05);
  gain.gain.setValueAtTime(loud, from + seconds - 0.05);
  gain.gain.linearRampToValueAtTime(0, from + seconds);
  wave.connect(gain);
  gain.connect(pan);
  pan.connect(audio.destination);
  wave.start(from);
  wave.stop(from + seconds);
}

/** A quiet low tone for the lead-in on both sides, then three clear ones on `side`. Gives back its length in ms; 0 when nothing can be heard. */
export function ring(side: Side, leadInMs: number): number {
  if (!context || context.state !== "running") return 0;
  const lead = Math.min(10, Math.max(0, leadInMs / 1000)), start = context.currentTime + 0.1;
  if (lead > 0.2) tone(start, lead, 220, 0.05, 0);
  for (let n = 0; n < 3; n++) tone(start + lead + n * 0.7, 0.5, side < 0 ? 523 : 659, 0.4, side);
  return (0.1 + lead + 2.1) * 1000;
}
