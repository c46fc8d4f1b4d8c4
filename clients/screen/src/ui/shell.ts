/**
 * The shell: one page at a time on a short stack, keys, focus that speaks, the session, idle time, alerts that come by themselves. Pages know it as `Ui` (kit.ts).
 */
import type { Change, Core, Product, Running, Tag } from "../core/api";
import { alertPage, quietNow } from "./alert";
import { attractPage } from "./attract";
import { due, maySpeak } from "./groups";
import { homePage } from "./home";
import { listen, towards } from "./keys";
import { button, frame, h, text, type Key, type Page, type Playing, type Ui } from "./kit";
import { languagePage } from "./lang";
import { pairingPage, passivePage, revokedPage } from "./pairing";
import { play } from "./player";
import { resumePage } from "./show";
import { signsOf } from "./signs";
import { Voice } from "./speak";

/** Pages that Back never leads to again: what was played does not start anew by itself. */
const PASSING = ["show", "resume", "end", "trouble"];
/** Somebody who touches nothing for so long while something plays is asked whether they are still there. */
const STILL_THERE_MS = 600000, ANSWER_MS = 60000;

export interface Shell extends Ui {
  attract(): void;
  /** Something lies above the page: a warning, a question. */
  covered(): boolean;
  /** False: the browser lets no sound out before a key. */
  sounds(): boolean;
  finish(how: "finish" | "idle"): void;
  choose(lang: Tag): void;
}

export function startShell(core: Core, root: HTMLElement): Shell {
  
  const top = h("div.t-top"), main = document.createElement("main"), over = h("div.t-over");
  over.hidden = true;
  root.textContent = "";
  [top, main, over].forEach((one) => root.appendChild(one));

  let stack: Page[] = [], lang: Tag = "vi", session: Running | null = null, plays = 0;
  let cover: Page | null = null, playing: Playing | null = null, keyAt = performance.now(), quietFocus = false, welcomed = false, toldRevoked = "", toldPassive = false;
  const places = new Map<Page, string>(), voice = new Voice(core, () => lang);
  voice.changed = () => drawTop();

  const page = (): Page => cover || (stack[stack.length - 1] as Page);
  const scope = (): HTMLElement => (cover ? over : main);

  // --- drawing and focus ---

  function focusOn(box: HTMLElement, id: string | undefined, silent: boolean): void {
    const wanted = (id && document.getElementById(id)) || box.querySelector<HTMLElement>("[autofocus]") || box.querySelector<HTMLElement>("button:not([aria-disabled])");
    quietFocus = silent;
    if (wanted) wanted.focus();
    quietFocus = false;
  }
  function put(box: HTMLElement, what: Page, id: string | undefined, silent = false): void {
    const element = what.draw();
    box.textContent = "";
    box.appendChild(element);
    focusOn(box, id, silent || (!!playing && !playing.paused()));
  }
  function drawTop(): void {
    top.textContent = "";
    top.appendChild(signsOf(shell));
  }
  function open(what: Page, id?: string): void {
    voice.hush();
    put(main, what, id);
    drawTop();
    if (session) session.update({ mode: what.mode || "alone" });
  }
  function left(what: Page | undefined): void {
    if (what && what.leave) what.leave();
  }
  function swap(pages: Page[]): void {
    const was = stack[stack.length - 1];
    stack = pages;
    left(was);
    open(stack[stack.length - 1] as Page);
  }

  // --- what pages see ---

  const shell: Shell = {
    core,
    lang: () => lang,
    go(next) {
      if (cover) uncover();
      const was = stack[stack.length - 1];
      if (was) {
        places.set(was, document.activeElement ? document.activeElement.id : "");
        left(was);
      }
      // Pages of one kind do not pile up: depth stays two or three, and Back leads home soon.
      stack = stack.filter((one) => one.name !== next.name && PASSING.indexOf(one.name) < 0);
      stack.push(next);
      open(next);
    },
    back() {
      if (cover) return uncover();
      if (stack.length < 2) return void shell.home();
      left(stack.pop());
      const now = stack[stack.length - 1] as Page;
      open(now, places.get(now));
    },
    home() {
      if (cover) uncover();
      const first = stack[0];
      if (first && first.name === "home") {
        if (stack.length === 1) return open(first, document.activeElement ? document.activeElement.id : "");
        const was = stack.pop();
        stack = [first];
        left(was);
        return open(first, places.get(first));
      }
      swap([homePage(shell)]);
    },
    redraw() {
      put(scope(), page(), document.activeElement ? document.activeElement.id : "", true);
      drawTop();
    },
    say(what, then) {
      voice.say(what, then);
    },
    hush: () => voice.hush(),
    play(product: Product, mode, ended): Playing {
      if (playing) playing.stop();
      plays++;
      if (session) session.update({ plays });
      const mine = play(shell, voice, product, mode, (how) => {
        if (playing === mine) playing = null;
        ended(how);
      });
      const stop = mine.stop.bind(mine);
      mine.stop = () => {
        if (playing === mine) playing = null;
        stop();
      };
      playing = mine;
      return mine;
    },
    sounds: () => voice.armed !== false,
    covered: () => !!cover,
    attract() {
      if (page() && page().name === "attract") return;
      if (core.state().app.ready) core.takeNewApp();
      swap([attractPage(shell, voice)]);
    },
    finish(how) {
      if (session) session.end({ end: how, plays });
      session = null;
      plays = 0;
      core.forgetPositions();
      core.remember("now", null);
      lang = firstLang();
      if (cover) uncover();
      shell.attract();
    },
    choose(tag) {
      lang = tag;
      if (session) session.update({ lang });
      shell.home();
    },
  };

  function firstLang(): Tag {
    const first = core.varieties()[0];
    return first ? first.tag : "vi";
  }

  // --- something above the page: an alert, a question ---

  function lay(what: Page): void {
    if (playing && !playing.paused()) {
      const held = playing;
      held.pause();
      places.set(what, "held");
    }
    const under = stack[stack.length - 1];
    if (under) places.set(under, document.activeElement ? document.activeElement.id : "");
    voice.hush();
    cover = what;
    main.hidden = true;
    over.hidden = false;
    put(over, what, undefined);
  }
  function uncover(): void {
    const was = cover;
    cover = null;
    if (was) left(was);
    voice.hush();
    over.hidden = true;
    over.textContent = "";
    main.hidden = false;
    const under = stack[stack.length - 1];
    if (under) focusOn(main, places.get(under), true);
    if (was && places.get(was) === "held" && playing) playing.resume();
    keyAt = performance.now();
  }

  // --- keys ---

  function press(key: Key): boolean {
    keyAt = performance.now();
    core.touched();
    // A key arms the sound: what runs silently starts again with it.
    if (voice.armed === false && playing && !playing.paused() && key !== "back") playing.resume();
    const now = page();
    if (!now) return false;
    if (now.name === "attract") {
      welcome();
      return true;
    }
    if (!session && stack[0] && core.state().phase === "ready") session = core.begin("session", { lang, mode: now.mode || "alone", plays: 0 });
    if (now.key && now.key(key)) return true;
    if (key === "ok") {
      const on = document.activeElement as HTMLElement | null;
      if (on && scope().contains(on)) on.click();
      return true;
    }
    if (key === "back") {
      if (cover) uncover();
      else if (stack.length > 1) shell.back();
      else if (now.name === "home") shell.say("home_here");
      return true;
    }
    if (key === "play") {
      if (playing) {
        if (playing.paused()) playing.resume();
        else playing.pause();
        if (!cover) shell.redraw();
      }
      return true;
    }
    if (/^\d$/.test(key)) {
      const there = scope().querySelector<HTMLElement>(`[data-digit="${key}"]:not([aria-disabled])`);
      if (there) {
        there.focus();
        there.click();
      }
      return true;
    }
    const next = towards(key, scope());
    if (next) next.focus();
    return key.length > 1;
  }
  listen(press);

  root.addEventListener("focusin", (event) => {
    const on = event.target as HTMLElement;
    const before = root.querySelectorAll(".focused");
    for (let i = 0; i < before.length; i++) (before[i] as Element).classList.remove("focused");
    on.classList.add("focused");
    if (!quietFocus) voice.focused(on);
  });

  // --- beginnings ---

  /** Somebody came: the languages when there are several, else Home. */
  function welcome(): void {
    session = session || core.begin("session", { lang, mode: "alone", plays: 0 });
    if (core.varieties().filter((one) => one.greeting).length > 1) swap([homePage(shell), languagePage(shell)]);
    else swap([homePage(shell)]);
  }
  function enter(): void {
    welcomed = true;
    lang = firstLang();
    const now = core.recall("now") as { id?: string; lang?: Tag } | null | undefined;
    const product = now && now.id ? core.product(now.id) : null;
    if (now && now.lang) lang = now.lang;
    if (product) swap([homePage(shell), resumePage(shell, product)]);
    else {
      shell.attract();
      if (core.recall("group")) void import("./tools").then((tools) => {
        const cut = tools.cutOff(shell);
        if (cut) swap([homePage(shell), cut]);
      });
    }
  }
  function route(): void {
    const state = core.state();
    if (state.phase === "starting") return;
    const now = stack[stack.length - 1];
    if (state.phase === "pairing" || (state.phase === "loading" && !welcomed)) {
      welcomed = false;
      if (!now || now.name !== "pairing") swap([pairingPage(shell, () => { enter(); welcome(); })]);
      return;
    }
    if (!welcomed && (!now || now.name !== "pairing")) enter();
    if (state.revoked !== null && toldRevoked !== state.revoked) {
      toldRevoked = state.revoked;
      lay(revokedPage(shell));
    } else if (state.passive && !toldPassive) {
      toldPassive = true;
      lay(passivePage(shell));
    }
  }

  core.onChange((_state, what: Change) => {
    route();
    const now = page();
    if (now && now.change) now.change(what);
    drawTop();
  });

  // --- time ---

  function stillThere(): Page {
    const asked = performance.now();
    const end = (): void => shell.finish("idle");
    const timer = window.setInterval(() => {
      if (performance.now() - asked > ANSWER_MS) end();
    }, 1000);
    return {
      name: "still",
      draw: () => frame("ask", text(shell, "ask_still"), [], [
        button(shell, "ask_still_yes", () => uncover(), "main", { first: true, digit: 1 }), button(shell, "ask_still_no", end, "", { digit: 2 }),
      ]),
      leave: () => clearInterval(timer),
    };
  }

  window.setInterval(() => {
    const state = core.state(), now = page();
    if (!state.settings || !now || state.phase !== "ready" || cover) return;
    const idle = performance.now() - keyAt, busy = !!playing && !playing.paused();
    const alone = !now.mode || now.mode === "alone";
    // The programme of a group stops too for a warning that was never shown here, and goes on after it; repeats wait until it is over.
    if (alone || now.mode === "group") {
      const shown = (core.recall("alerts") as { [id: string]: number } | null) || {};
      const quiet = quietNow(core);
      const alerts = core.products().filter((one) => maySpeak(one, quiet) && (alone || shown[one.id] === undefined)).map((one) => {
        const track = core.track(one, lang);
        return { id: one.id, every: (track && track.track.repeat_min) || 0 };
      });
      const id = due(alerts, shown, Date.now());
      const product = id ? core.product(id) : null;
      if (product && (welcomed || now.name === "attract")) {
        core.remember("alerts", { ...shown, [product.id]: Date.now() });
        return lay(alertPage(shell, voice, product, () => uncover()));
      }
    }
    if (now.name === "attract" || now.name === "pairing") return;
    if (!busy && idle > (now.idleMs || state.settings.idle_s * 1000)) shell.finish("idle");
    else if (busy && alone && idle > Math.max(STILL_THERE_MS, state.settings.idle_s * 1000)) lay(stillThere());
  }, 1000);

  route();
  drawTop();
  return shell;
}
