/**
 * One voice at a time: prompts, titles, greetings. A recording that cannot sound (no key pressed since the start, file missing) ends quietly and says so
 * to the core; nothing ever waits for it longer than its own length.
 */
import type { Core, Media, Tag } from "../core/api";

/** After so long a silence an amplifier may sleep and swallow the first word (anchors A12). */
const ASLEEP_MS = 45000;
/** Longest pause before a word that only names what has the focus. */
const SHORT_LEAD_MS = 700;

export interface Voice {
  say(what: Media | null | undefined, then?: () => void, short?: boolean): void;
  hush(): void;
  /** Wake the amplifier if it may sleep, then call. `short`: hardly wait. */
  wake(then: () => void, short?: boolean): void;
  /** Something else sounds (a film): the amplifier is awake. */
  sounded(): void;
}

export function voice(core: Core): Voice {
  const player = new Audio();
  let round = 0, last = -ASLEEP_MS, context: AudioContext | null = null, timer = 0;

  /** A low soft tone: enough for the amplifier, not for the ear to mind. */
  function tone(ms: number): void {
    try {
      const Made = window.AudioContext || (window as unknown as { webkitAudioContext: typeof AudioContext }).webkitAudioContext;
      context = context || new Made();
      const hum = context.createOscillator(), level = context.createGain(), now = context.currentTime;
      hum.frequency.value = 220;
      level.gain.setValueAtTime(0.0001, now);
      level.gain.linearRampToValueAtTime(0.04, now + 0.05);
      level.gain.linearRampToValueAtTime(0.0001, now + ms / 1000);
      hum.connect(level);
      level.connect(context.destination);
      hum.start();
      hum.stop(now + ms / 1000);
    } catch (error) {
      // No WebAudio: the words come without a wake tone.
    }
  }

  function wake(then: () => void, short = false): void {
    const settings = core.state().settings, lead = settings ? settings.lead_in_ms : 0;
    const asleep = performance.now() - last > ASLEEP_MS;
    last = performance.now();
    if (!asleep || !lead) return then();
    const ms = short ? Math.min(lead, SHORT_LEAD_MS) : lead;
    tone(ms);
    timer = window.setTimeout(then, ms);
  }

  function hush(): void {
    round++;
    clearTimeout(timer);
    player.onended = player.onerror = null;
    player.pause();
  }

  function say(what: Media | null | undefined, then?: () => void, short = false): void {
    hush();
    const mine = ++round;
    const over = (): void => {
      if (mine !== round) return;
      round++;
      last = performance.now();
      if (then) then();
    };
    if (!what) {
      if (then) timer = window.setTimeout(over, 0);
      return;
    }
    wake(() => {
      if (mine !== round) return;
      player.src = core.url(what);
      player.onended = player.onerror = over;
      const started = player.play();
      if (started) started.then(() => core.setSound("armed"), (error: DOMException) => {
        if (error && error.name === "NotAllowedError") core.setSound("silent");
        if (error && error.name !== "AbortError") over();
      });
    }, short);
  }

  return { say, hush, wake, sounded: () => (last = performance.now()) };
}
