/** The operator of the point: PIN, day, sound, faults, state of the screen, new app. Five minutes without a key lead back to the residents' screen. */
import symptoms from "../../faults.csv";
import { waitFor, wrongPin, type Tries } from "./counts";
import { headsPage } from "./heads";
import { jot, logPage } from "./logpage";
import { button, clock, frame, h, text, type Page, type Ui } from "./kit";
import { arm, ring } from "./sound";
import { syncPage } from "./syncstate";

const IDLE_MS = 300_000, TRIES = "tries", DAY = "day";
const LONGEST_PIN = 12, FAULTS_PER_PAGE = 10;

let idle = 0;
/** Every page of the operator goes back to Home by itself. */
function timed(ui: Ui, page: Page): Page {
  const restart = (): void => {
    clearTimeout(idle);
    idle = window.setTimeout(() => ui.home(), IDLE_MS);
  };
  return {
    ...page,
    mode: "operator",
    idleMs: IDLE_MS,
    draw() {
      if (!idle) restart();
      return page.draw();
    },
    key(key) {
      restart();
      return page.key ? page.key(key) : false;
    },
    leave() {
      clearTimeout(idle);
      idle = 0;
      if (page.leave) page.leave();
    },
  };
}

/** The door: asks for the PIN. Without one set by the office only the harmless pages open. */
export function operatorPage(ui: Ui): Page {
  let pin = "", note = "", busy = false, byDigits = false, timer = 0;
  const tries = (): Tries => (ui.core.recall(TRIES) as Tries | null) || { wrong: 0, until: 0 };

  async function check(): Promise<void> {
    if (busy || !pin || waitFor(tries(), Date.now())) return;
    busy = true;
    note = "pin_checking";
    ui.redraw();
    const good = await ui.core.checkPin(pin);
    busy = false;
    pin = "";
    if (good) {
      ui.core.remember(TRIES, null);
      ui.go(deskPage(ui));
      return;
    }
    ui.core.remember(TRIES, wrongPin(tries(), Date.now()));
    note = "pin_wrong";
    ui.say(note);
    ui.redraw();
  }
  function press(digit: string): void {
    if (!busy && pin.length < LONGEST_PIN) pin += digit;
    note = "";
    ui.redraw();
  }
  function erase(): void {
    pin = pin.slice(0, -1);
    ui.redraw();
  }

  return timed(ui, {
    name: "pin",
    draw() {
      const settings = ui.core.state().settings;
      const harmless = [
        button(ui, "op_sound", () => ui.go(soundPage(ui))), button(ui, "op_sync", () => ui.go(timed(ui, syncPage(ui)))), button(ui, "back", () => ui.back()),
      ];
      if (!settings || !settings.pin) return frame("pin", text(ui, "op_title"), [h("p.t-lead", text(ui, "pin_none"))], harmless);
      const wait = waitFor(tries(), Date.now());
      clearTimeout(timer);
      if (wait) timer = window.setTimeout(() => ui.redraw(), 1000);
      const dots = h("p.t-dots", pin.replace(/./g, "●") || "○");
      dots.setAttribute("aria-label", `${pin.length}`);
      const pad = h("div.t-pad.lrud-container", ..."1234567890".split("").map((digit) => button(ui, "pin_digit", () => press(digit), "letter", { id: `p-${digit}`, label: digit, first: digit === "5" })),
        button(ui, "letter_erase", erase, "letter"), button(ui, "pin_ok", () => void check(), "letter.main"));
      return frame("pin", text(ui, "op_title"), [
        h("div.t-two", h("div", h("p.t-lead", text(ui, "pin_ask")), dots, h(`p.t-note${wait || note === "pin_wrong" ? ".warn" : ""}`,
          wait ? text(ui, "pin_wait", { time: clock(wait) }) : note && text(ui, note))), pad),
      ], harmless);
    },
    key(key) {
      // Typed on the digits of a remote control, OK means done, wherever the focus stands on the pad.
      const digit = /^\d$/.test(key);
      if (digit) press(key);
      else if (key === "back" && pin) erase();
      else if (key === "ok" && byDigits && pin) void check();
      else {
        byDigits = false;
        return false;
      }
      byDigits = byDigits || digit;
      return true;
    },
    leave() {
      clearTimeout(timer);
      pin = "";
    },
  });
}

interface Day {
  day: string;
  open: boolean;
}

function deskPage(ui: Ui): Page {
  const day = (): Day | null => ui.core.recall(DAY) as Day | null;
  const set = (open: boolean): void => ui.core.remember(DAY, { day: ui.core.state().today, open });
  return timed(ui, {
    name: "desk",
    draw() {
      const app = ui.core.state().app, now = day(), today = ui.core.state().today;
      const open = !!now && now.open, stale = open && (now as Day).day !== today;
      const tile = (key: string, digit: number, act: () => void, off = false, first = false): HTMLElement => button(ui, key, act, "tile", { digit, off, first });
      return frame("desk", text(ui, "op_title"), [
        h("p.t-lead", text(ui, stale ? "op_is_stale" : open ? "op_is_open" : now && now.day === today ? "op_is_closed" : "op_not_yet")),
        h("div.t-tiles.lrud-container",
          open ? tile("op_close", 1, () => ui.go(closePage(ui, () => set(false))), false, true) : tile("op_open", 1, () => {
            ui.core.record("open", {});
            set(true);
            jot(ui.core, "opened");
            ui.say("op_opened");
            ui.redraw();
          }, false, true),
          tile("op_sound", 2, () => ui.go(soundPage(ui))),
          tile("op_fault", 3, () => ui.go(faultPage(ui))),
          tile("op_sync", 4, () => ui.go(timed(ui, syncPage(ui)))),
          app.ready ? tile("op_app", 5, () => ui.core.takeNewApp()) : tile("op_app_none", 5, () => undefined, true),
          tile("op_log", 6, () => ui.go(bookPage(ui)))),
      ], [button(ui, "op_exit", () => ui.home())]);
    },
    key(key) {
      if (key !== "back") return false;
      ui.home();
      return true;
    },
  });
}

function closePage(ui: Ui, closed: () => void): Page {
  return timed(ui, headsPage(ui, "heads_day", (counts) => {
    ui.core.record("close", counts);
    jot(ui.core, "closed", counts);
    closed();
    ui.go(saidPage(ui, "op_closed", "", button(ui, "op_log", () => ui.go(bookPage(ui)), "", { digit: 6 })));
  }, { key: "back", act: () => ui.back() }));
}

const bookPage = (ui: Ui): Page => timed(ui, logPage(ui, (sum) => ui.go(saidPage(ui, "log_saved", sum))));

/** Done: said in one sentence, then back. */
function saidPage(ui: Ui, key: string, more = "", next: HTMLElement | null = null): Page {
  let said = false;
  return timed(ui, {
    name: "said",
    draw() {
      if (!said) ui.say(key);
      said = true;
      return frame("tell", text(ui, key), [h("div.t-sign", "✓"), more && h("p.t-big", more)], [button(ui, "op_done", () => ui.go(deskPage(ui)), "main", { first: true }), next, button(ui, "op_exit", () => ui.home())]);
    },
    // What was written must not be written again by going back.
    key(key) {
      if (key !== "back") return false;
      ui.go(deskPage(ui));
      return true;
    },
  });
}

/** Sound: a key arms it, then left, then right, each asked. */
function soundPage(ui: Ui): Page {
  let step: "start" | "left" | "right" | "end" = "start", armed: 0 | 1 = 0, left: 0 | 1 = 0, right: 0 | 1 = 0, quiet = true, timer = 0;
  const lead = (): number => {
    const settings = ui.core.state().settings;
    return settings ? settings.lead_in_ms : 3000;
  };
  function sound(again: boolean): void {
    clearTimeout(timer);
    quiet = false;
    const side = step === "left" ? -1 : 1;
    const length = ring(side, again || step === "right" ? 0 : lead());
    timer = window.setTimeout(() => {
      quiet = true;
      ui.say(side < 0 ? "sound_left" : "sound_right");
      ui.redraw();
    }, length);
    ui.redraw();
  }
  async function start(): Promise<void> {
    ui.hush();
    armed = (await arm()) ? 1 : 0;
    step = armed ? "left" : "end";
    if (armed) sound(false);
    else end();
  }
  function answer(heard: 0 | 1): void {
    if (step === "left") {
      left = heard;
      step = "right";
      sound(false);
    } else {
      right = heard;
      step = "end";
      end();
    }
  }
  function end(): void {
    ui.core.record("sound", { left, right, armed });
    ui.core.setSound(left || right ? "armed" : "silent");
    ui.say(left && right ? "sound_good" : "sound_bad");
    ui.redraw();
  }
  return timed(ui, {
    name: "sound",
    draw() {
      const settings = ui.core.state().settings, note = settings && settings.volume_note;
      if (step === "start") {
        return frame("sound", text(ui, "op_sound"), [h("p.t-lead", text(ui, "sound_arm")), note && h("p.t-note", note)], [
          button(ui, "sound_start", () => void start(), "main", { first: true, digit: 1 }), button(ui, "back", () => ui.back())]);
      }
      if (step === "end") {
        const mark = (key: string, good: 0 | 1): HTMLElement => h(`p.t-side${good ? ".good" : ""}`, h("b", good ? "✓" : "✗"), text(ui, key));
        return frame("sound", text(ui, left && right ? "sound_good" : "sound_bad"), [
          h("div.t-sides", mark("sound_left_name", left), mark("sound_right_name", right)), !(left && right) && h("p.t-lead", text(ui, armed ? "sound_bad_do" : "sound_silent_do")),
        ], [button(ui, "op_done", () => ui.back(), "main", { first: true }), button(ui, "sound_again", () => {
          step = "start";
          left = right = 0;
          ui.redraw();
        }), button(ui, "op_fault", () => ui.go(faultPage(ui)))]);
      }
      const key = step === "left" ? "sound_left" : "sound_right";
      return frame("sound", text(ui, key), [h("div.t-sides", h(`p.t-side${step === "left" ? ".on" : ""}`, text(ui, "sound_left_name")), h(`p.t-side${step === "right" ? ".on" : ""}`, text(ui, "sound_right_name"))),
        h("p.t-note", quiet ? text(ui, "sound_ask") : text(ui, "sound_playing"))], [
        button(ui, "yes", () => answer(1), "main", { id: `${step}-yes`, first: true, digit: 1 }), button(ui, "no", () => answer(0), "", { id: `${step}-no`, digit: 2 }), button(ui, "sound_again", () => sound(true), "", { digit: 3 })]);
    },
    leave: () => clearTimeout(timer),
  });
}

const FAULTS = Object.keys(symptoms);

/** A fault in three digits, typed or chosen from the list; asked once before it is written. */
function faultPage(ui: Ui): Page {
  let page = 0, digits = "", chosen = "", unknown = false;
  const choose = (code: string): void => {
    chosen = code;
    digits = "";
    ui.say(`fault_${code}`, () => ui.say("fault_sure"));
    ui.redraw();
  };
  return timed(ui, {
    name: "fault",
    draw() {
      if (chosen) {
        return frame("fault", text(ui, "fault_sure"), [h("p.t-code", chosen), h("p.t-big", text(ui, `fault_${chosen}`))], [
          button(ui, "fault_send", () => {
            ui.core.record("fault", { code: chosen });
            ui.go(saidPage(ui, "fault_done", `${chosen} · ${text(ui, `fault_${chosen}`)}`));
          }, "main", { first: true, digit: 1 }),
          button(ui, "fault_other", () => {
            chosen = "";
            ui.redraw();
          }, "", { digit: 2 })]);
      }
      const pages = Math.ceil(FAULTS.length / FAULTS_PER_PAGE);
      return frame("fault", text(ui, "op_fault"), [
        h("p.t-note", text(ui, unknown ? "fault_unknown" : "fault_how"), " ", h("b.t-typed", `${digits}___`.slice(0, 3))),
        h("div.t-faults.lrud-container", ...FAULTS.slice(page * FAULTS_PER_PAGE, (page + 1) * FAULTS_PER_PAGE).map((code, at) =>
          button(ui, `fault_${code}`, () => choose(code), "line", { first: at === 0, label: h("span", h("b", code), text(ui, `fault_${code}`)) }))),
      ], [pages > 1 && button(ui, "group_page", () => {
        page = (page + 1) % pages;
        ui.redraw();
      }, "", { label: `${text(ui, "group_page")} (${page + 1}/${pages})` }), button(ui, "back", () => ui.back())]);
    },
    key(key) {
      if (chosen) {
        if (key !== "back") return false;
        chosen = "";
        ui.redraw();
        return true;
      }
      if (/^\d$/.test(key)) {
        digits += key;
        unknown = false;
        if (digits.length === 3) {
          if (FAULTS.indexOf(digits) >= 0) {
            choose(digits);
            return true;
          }
          unknown = true;
          digits = "";
          ui.say("fault_unknown");
        }
      } else if (key === "back" && digits) digits = digits.slice(0, -1);
      else return false;
      ui.redraw();
      return true;
    },
  });
}
