/** One voice at a time. Speaks on focus after a short rest, wakes the amplifier first, and knows whether sound may be heard at all. */
import type { Core, Media, Tag } from "../core/api";
import { readingMs } from "./players/heard";

const REST_MS = 250, AMPLIFIER_SLEEPS_MS = 20_000, FOCUS_WAKE_MS = 700;

/** What a rejected `play()` means: false when the browser waits for a key, true when only this file failed or was stopped. */
const onlyThisFile = (error: { name?: string } | null): boolean => !error || error.name !== "NotAllowedError";

export class Voice {
  private readonly audio = new Audio();
  private context: AudioContext | null = null;
  private timer = 0;
  private turn = 0;
  private lastSound = -AMPLIFIER_SLEEPS_MS;
  private after: ((sounded: boolean) => void) | null = null;
  /** The player that is on hears of it and lowers itself. */
  duck: (down: boolean) => void = () => undefined;
  /** Sound may be heard: null until tried. */
  armed: boolean | null = null;
  changed: () => void = () => undefined;

  constructor(private readonly core: Core, private readonly lang: () => Tag) {
    this.audio.onended = () => this.over(true);
    this.audio.onerror = () => this.over(false);
  }

  /** After each `play()` anywhere: tells the core and the sign. */
  heardSound(armed: boolean): void {
    if (armed) this.lastSound = performance.now();
    if (this.armed === armed) return;
    this.armed = armed;
    this.core.setSound(armed ? "armed" : "silent");
    this.changed();
  }

  /** Start a media element; `silent` when the browser allows no sound yet. */
  start(element: HTMLMediaElement, silent: () => void): void {
    const promise = element.play() as Promise<void> | undefined;
    if (!promise) return;
    promise.then(() => this.heardSound(true), (error: { name?: string }) => {
      if (onlyThisFile(error)) return;
      this.heardSound(false);
      silent();
    });
  }

  /** A soft tone, then nothing, so that the amplifier is awake when words begin. `go` at once when it never slept. */
  wake(full: boolean, go: () => void): void {
    const settings = this.core.state().settings, all = settings ? settings.lead_in_ms : 0;
    const wait = performance.now() - this.lastSound < AMPLIFIER_SLEEPS_MS || this.armed === false ? 0 : full ? all : Math.min(all, FOCUS_WAKE_MS);
    if (!wait) return go();
    this.lastSound = performance.now();
    this.tone(392, 0.35);
    this.timer = window.setTimeout(go, wait);
  }

  /** A tone of our own: wake, right answer, wrong answer. */
  tone(hertz: number, seconds: number): void {
    try {
      this.context = this.context || new AudioContext();
      const { context } = this;
      if (context.state === "suspended") context.resume().catch(() => undefined);
      const tone = context.createOscillator(), gain = context.createGain(), from = context.currentTime;
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(0.12, from + 0.05);
      gain.gain.linearRampToValueAtTime(0, from + seconds);
      tone.connect(gain);
      gain.connect(context.destination);
      tone.start(from);
      tone.stop(from + seconds);
    } catch (error) {
      // A set without WebAudio has no tone; words still come.
    }
  }

  /** Speak at once; `then` learns whether it really sounded. Silence lasts as long as reading would when somebody waits for the end. */
  say(what: string | Media | null | undefined, then?: (sounded: boolean) => void, full = true): void {
    this.hush();
    const turn = this.turn;
    const prompt = typeof what === "string" ? this.core.prompt(what, this.lang()) : null;
    const media = prompt ? prompt.audio : (what as Media | null | undefined);
    const silent = (): void => {
      if (then && turn === this.turn) this.timer = window.setTimeout(() => then(false), prompt ? readingMs(prompt.text) : 2500);
    };
    if (!media) return silent();
    this.wake(full, () => {
      if (turn !== this.turn) return;
      this.after = then || null;
      this.duck(true);
      this.audio.src = this.core.url(media);
      this.start(this.audio, () => {
        this.after = null;
        this.duck(false);
        silent();
      });
    });
  }

  /** What has the focus, once the focus rests. */
  focused(element: HTMLElement): void {
    this.hush();
    const { say } = element.dataset, spoken = (element as { spoken?: Media }).spoken;
    if (spoken || say) this.timer = window.setTimeout(() => this.say(spoken || say, undefined, false), REST_MS);
  }

  hush(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.after = null;
    if (!this.audio.paused) this.audio.pause();
    this.duck(false);
  }

  private over(sounded: boolean): void {
    if (sounded) this.lastSound = performance.now();
    this.duck(false);
    const then = this.after;
    this.after = null;
    if (then) then(sounded);
  }
}
