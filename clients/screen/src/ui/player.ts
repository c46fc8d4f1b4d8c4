/**
 * Showing one product: sound, film, or parts read one by one (article, story, guide, alert), and the quiz. Writes one `play` at its end; keeps the place so that
 * a power cut costs a few seconds. Silence stops nothing: text goes on by reading time, and the evidence says that nobody heard it.
 */
import type { Media, Mode, Part, Product, Running, Track } from "../core/api";
import { found, h, picture, text, type Playing, type Ui } from "./kit";
import { Heard, partMs as lengthOf, readingMs, repeatFrom } from "./players/heard";
import { qr } from "./qr";
import { quiz } from "./quiz";
import type { Voice } from "./speak";

export type How = "done" | "stop";

/** The caption at a time; null between captions. */
export function captionAt(captions: [number, number, string][], ms: number): number {
  for (let n = captions.length - 1; n >= 0; n--) {
    const one = captions[n] as [number, number, string];
    if (ms >= one[0]) return ms < one[1] ? n : -1;
  }
  return -1;
}

/** What the players write and keep, for all kinds. */
export class Log {
  private running: Running;
  private readonly heard: Heard;
  private sound: 0 | 1 = 0;
  private over = false;
  constructor(private ui: Ui, private product: Product, private lang: string, mode: Mode, private length: number) {
    this.heard = new Heard(length);
    this.running = ui.core.begin("play", { product: product.id, edition: product.edition, lang, mode, ms: 0, of_ms: length, sound: 0 });
  }
  /** This stretch was heard or seen; a leap is none. What comes twice counts once. */
  add(from: number, to: number, sounded: boolean): void {
    if (to > from && to - from < 5000) this.heard.mark(from, to);
    if (sounded) this.sound = 1;
    this.running.update({ ms: this.capped(), sound: this.sound });
  }
  place(part: number, at: number): void {
    this.ui.core.setPosition(this.product, this.lang, { part, at: Math.round(at) });
  }
  end(how: "done" | "stop" | "skip", more: { [name: string]: number } = {}): void {
    if (this.over) return;
    this.over = true;
    if (how === "done") this.ui.core.setPosition(this.product, this.lang, null);
    this.running.end({ ms: this.capped(), of_ms: Math.round(this.length), sound: this.sound, end: how, ...more });
  }
  private capped(): number {
    return Math.round(this.heard.ms());
  }
}

export function play(ui: Ui, voice: Voice, product: Product, mode: Mode, ended: (how: How) => void): Playing {
  const track = found(ui, product);
  if (!track) {
    setTimeout(() => ended("stop"));
    return { element: h("div.t-player", text(ui, "play_gone")), paused: () => true, pause() {}, resume() {}, repeat() {}, stop() {} };
  }
  voice.hush();
  if (track.track.questions && track.track.questions.length) return quiz(ui, voice, product, track.track, track.lang, mode, ended);
  if (track.track.video || track.track.audio) return film(ui, voice, product, track.track, track.lang, mode, ended);
  return parts(ui, voice, product, track.track, track.lang, mode, ended);
}

function bar(): { element: HTMLElement; set(part: number): void } {
  const fill = h("i"), element = h("div.t-bar", fill);
  return { element, set: (part) => (fill.style.transform = `scaleX(${Math.max(0, Math.min(1, part))})`) };
}

/** Signs of what is no real speech or no person's voice. */
export function signs(ui: Ui, track: Track): HTMLElement {
  return h("p.t-signs", track.illustration && h("span", text(ui, "sign_illustration")), track.machine_voice && h("span", text(ui, "sign_machine")));
}

function film(ui: Ui, voice: Voice, product: Product, track: Track, lang: string, mode: Mode, ended: (how: How) => void): Playing {
  const media = (track.video || track.audio) as Media, captions = track.captions || [];
  const player = document.createElement(track.video ? "video" : "audio");
  const line = h("p.t-line"), progress = bar();
  const log = new Log(ui, product, lang, mode, media.ms || 0);
  let at = 0, stopped = false, silent = 0, wantsPause = false;
  player.preload = "auto";
  player.src = ui.core.url(media);
  const element = h("div.t-player", h("div.t-stage-pic", track.video ? player : picture(ui, product.picture), track.video ? null : player), line, progress.element, signs(ui, track));

  function draw(ms: number): void {
    const n = captionAt(captions, ms);
    const words = n < 0 ? "" : (captions[n] as [number, number, string])[2];
    if (line.textContent !== words) line.textContent = words;
    progress.set(ms / (media.ms || 1));
  }
  /** Where no sound is allowed a film goes on without it, and the captions of a recording by themselves. */
  function mute(): void {
    if (silent || stopped) return;
    voice.heardSound(false);
    if (track.video && !player.muted) {
      player.muted = true;
      return start();
    }
    let before = performance.now();
    silent = window.setInterval(() => {
      const now = performance.now(), step = now - before;
      before = now;
      if (wantsPause) return;
      log.add(at, at + step, false);
      at += step;
      draw(at);
      if (at >= (media.ms || 0)) finish("done");
    }, 250);
  }
  function start(): void {
    if (stopped || wantsPause || silent) return;
    voice.duck = (down) => void (player.volume = down ? 0.2 : 1);
    const started = player.play();
    if (started) started.then(() => player.muted || voice.heardSound(true), (error: DOMException) => {
      if (error.name === "NotAllowedError") mute();
      else if (error.name !== "AbortError") finish("stop");
    });
  }
  function finish(how: How): void {
    if (stopped) return;
    stopped = true;
    clearInterval(silent);
    player.pause();
    player.removeAttribute("src");
    player.load();
    log.end(how);
    ended(how);
  }
  player.ontimeupdate = () => {
    const now = player.currentTime * 1000;
    if (stopped) return;
    if (!player.paused) log.add(at, now, !player.muted);
    at = now;
    log.place(0, at);
    if (!player.paused && !player.muted) voice.heardSound(true);
    draw(at);
  };
  player.onended = () => finish("done");
  player.onerror = () => {
    if (!stopped) {
      line.textContent = text(ui, "play_broken");
      setTimeout(() => finish("stop"), 4000);
    }
  };
  const place = ui.core.position(product, lang);
  if (place && place.at > 3000 && place.at < (media.ms || 0) - 3000) {
    at = place.at;
    player.addEventListener("loadedmetadata", () => (player.currentTime = place.at / 1000), { once: true });
  }
  voice.wake(true, start);
  return {
    element,
    paused: () => wantsPause,
    pause() {
      wantsPause = true;
      player.pause();
    },
    resume() {
      wantsPause = false;
      if (silent) {
        clearInterval(silent);
        silent = 0;
        player.currentTime = at / 1000;
      }
      player.muted = false;
      start();
    },
    step(seconds) {
      // What is left plays out: nobody is held in the last second by pressing on.
      if (seconds > 0 && at + seconds * 1000 > (media.ms || 0) - 1000) return;
      at = Math.max(0, Math.min((media.ms || 0) - 1000, at + seconds * 1000));
      player.currentTime = at / 1000;
      draw(at);
    },
    repeat() {
      at = repeatFrom(captions, at);
      player.currentTime = at / 1000;
      this.resume();
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(silent);
      player.pause();
      player.removeAttribute("src");
      player.load();
      log.end("stop");
    },
  };
}

function parts(ui: Ui, voice: Voice, product: Product, track: Track, lang: string, mode: Mode, ended: (how: How) => void): Playing {
  const all = track.parts || [], length = all.reduce((sum, one) => sum + lengthOf(one), 0);
  const log = new Log(ui, product, lang, mode, length);
  const player = new Audio();
  let n = 0, wantsPause = false, stopped = false, timer = 0, before = 0, counted = 0, sounding = false;
  const place = ui.core.position(product, lang);
  if (place && place.part > 0 && place.part < all.length) n = place.part;
  const shot = h("div.t-stage-pic"), line = h("p.t-line"), count = h("p.t-count"), progress = bar();
  const element = h("div.t-player", shot, h("div.t-words", count, line), progress.element, signs(ui, track));

  /** Time since the last look counts as heard (with sound) or seen (by reading time), never beyond the part's own length. */
  function tally(): void {
    const part = all[n], now = performance.now(), begins = all.slice(0, n).reduce((sum, one) => sum + lengthOf(one), 0);
    if (!part || wantsPause) return void (before = now);
    const step = Math.min(now - before, Math.max(0, lengthOf(part) - counted));
    before = now;
    log.add(begins + counted, begins + counted + step, sounding);
    counted += step;
  }
  function show(): void {
    const part = all[n];
    if (!part) return;
    shot.textContent = "";
    const drawn = part.picture || product.picture;
    // A guide without a picture shows from the start what it leads to: the code can be taken at any step.
    shot.appendChild(!drawn && track.qr ? h("div.t-qrbox", qr(track.qr.url, track.qr.label)) : picture(ui, drawn));
    line.textContent = part.text;
    count.textContent = product.kind === "guide" || product.kind === "story" ? `${n + 1}/${all.length}` : "";
    progress.set(n / Math.max(1, all.length));
    log.place(n, 0);
  }
  function clear(): void {
    clearTimeout(timer);
    player.onended = player.onerror = null;
    player.pause();
    sounding = false;
  }
  function byReading(part: Part): void {
    sounding = false;
    before = performance.now();
    timer = window.setTimeout(onward, Math.max(0, readingMs(part.text)));
  }
  function start(): void {
    clear();
    const part = all[n];
    if (stopped || wantsPause || !part) return;
    before = performance.now();
    counted = 0;
    if (!part.audio) return byReading(part);
    voice.duck = (down) => void (player.volume = down ? 0.2 : 1);
    player.src = ui.core.url(part.audio);
    player.onended = onward;
    player.onerror = () => byReading(part);
    const started = player.play();
    if (started) started.then(() => {
      sounding = true;
      before = performance.now();
      voice.heardSound(true);
    }, (error: DOMException) => {
      if (error.name === "AbortError" || stopped) return;
      if (error.name === "NotAllowedError") voice.heardSound(false);
      player.onerror = null;
      byReading(part);
    });
  }
  function onward(): void {
    if (stopped) return;
    tally();
    if (sounding) voice.heardSound(true);
    n++;
    if (n < all.length) {
      show();
      return start();
    }
    progress.set(1);
    clear();
    if (!track.qr) return finish();
    // The last step of a guide: the address, to be taken with a telephone. It stays until somebody goes on.
    shot.textContent = "";
    shot.appendChild(h("div.t-qrbox", qr(track.qr.url, track.qr.label)));
    line.textContent = track.qr.label;
    count.textContent = "";
    log.end("done");
    ui.redraw();
    voice.say(ui.core.prompt("steps_qr_say", ui.lang()).audio);
  }
  function finish(): void {
    if (stopped) return;
    stopped = true;
    clear();
    clearInterval(tick);
    log.end("done");
    ended("done");
  }
  const tick = window.setInterval(() => {
    if (!stopped && n < all.length) tally();
  }, 2000);
  if (!all.length) setTimeout(finish);
  else {
    show();
    voice.wake(true, start);
  }
  return {
    element,
    // Under the code at the end nothing runs: the key goes on, and nobody is there when no key comes.
    paused: () => wantsPause || n >= all.length,
    pause() {
      tally();
      wantsPause = true;
      clear();
    },
    resume() {
      wantsPause = false;
      if (n < all.length) start();
      else finish();
    },
    step(seconds) {
      if (seconds > 0 && n >= all.length - 1) return;
      tally();
      n = Math.max(0, Math.min(all.length - 1, n + (seconds > 0 ? 1 : -1)));
      show();
      start();
    },
    repeat() {
      tally();
      wantsPause = false;
      if (n >= all.length) n = all.length - 1;
      show();
      start();
    },
    stop() {
      if (stopped) return;
      tally();
      stopped = true;
      clear();
      clearInterval(tick);
      log.end("stop");
    },
  };
}
