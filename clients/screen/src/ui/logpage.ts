/** The log of today: times and counts in two columns, kept on the set at every key, told to the hub by *Lưu*. */
import type { Core } from "../core/api";
import { erased, stepped, typed } from "./counts";
import { bookOf, fault, jotted, known, ROWS, said, same, steppedTime, sums, timeOf, timeText, TIMES, type Book, type CountRow, type Row, type TimeRow, type Values } from "./daylog";
import { button, frame, h, text, type Page, type Ui } from "./kit";

const KEPT = "log";
/** The words of a row; the heads are called as everywhere. */
const WORDS: { [row in Row]?: string } = { women: "heads_women", men: "heads_men", children: "heads_children" };
const wordOf = (row: Row): string => WORDS[row] || `log_${row}`;
const isTime = (row: Row): row is TimeRow => TIMES.indexOf(row as TimeRow) >= 0;

const today = (core: Core): Book => bookOf(core.recall(KEPT), core.state().today, () => core.newId());

/** What the desk saw: the moment of a key (only by a sure clock), heads counted at the close. Stands as a draft until it is saved. */
export function jot(core: Core, row: TimeRow, heads: Values = {}): void {
  const { minutes, sure } = core.timeOfDay();
  core.remember(KEPT, jotted(today(core), sure ? { ...heads, [row]: timeText(minutes) } : heads));
}

export function logPage(ui: Ui, kept: (sum: string) => void): Page {
  const core = ui.core;
  let book = today(core), digits = "", note = "", asked = false;

  const on = (): Row | null => {
    const id = document.activeElement ? document.activeElement.id : "";
    return ROWS.filter((row) => id === `log-${row}`)[0] || null;
  };
  const focus = (id: string): void => (document.getElementById(id) as HTMLElement).focus();
  /** A row on or back; before the first and after the last stands *Lưu*. */
  function move(row: Row, by: 1 | -1): void {
    const next = ROWS[ROWS.indexOf(row) + by];
    focus(next ? `log-${next}` : "b-log_save");
  }
  function set(row: Row, value: string | number | undefined): void {
    book = { ...book, now: { ...book.now, [row]: value } };
    core.remember(KEPT, book);
    note = "";
    asked = false;
    ui.redraw();
  }
  function tell(what: string): void {
    note = what;
    ui.say(what);
    ui.redraw();
  }
  /** The digits of a time, done. False: they are none, and that is said. */
  function taken(row: TimeRow): boolean {
    const time = timeOf(digits), wrong = !!digits && !time;
    digits = "";
    if (time) set(row, time);
    else if (wrong) tell("log_bad_time");
    return !wrong;
  }
  function save(): void {
    const { minutes, sure } = core.timeOfDay(), wrong = fault(book, sure && book.day === core.state().today ? minutes : null);
    if (core.state().passive) return tell("passive_title");
    if (wrong && !(wrong === "many" && asked)) {
      asked = true;
      return tell(wrong === "more" ? "heads_more" : `log_${wrong}`);
    }
    if (!same(book.now, book.kept)) {
      core.record("day_log", said(book));
      book = { ...book, kept: book.now };
      core.remember(KEPT, book);
    }
    const all = sums(book.now);
    kept((["people", "acts", "helps"] as const).filter((one) => all[one] !== undefined).map((one) => text(ui, `log_sum_${one}`, { n: all[one] as number })).join(" · "));
  }

  function row(one: Row): HTMLElement {
    const value = book.now[one], typing = digits && on() === one;
    const shown = typing ? `${`${digits}____`.slice(0, 2)}:${`${digits}____`.slice(2, 4)}` : value === undefined ? "–" : `${value}`;
    return button(ui, wordOf(one), () => move(one, 1), value === undefined ? "line.count.guess" : "line.count", {
      id: `log-${one}`, first: one === "women", label: h("span", h("span", text(ui, wordOf(one))), h("b", h("i", "◀"), shown, h("i", "▶"))),
    });
  }
  function standing(): [string, boolean] {
    if (note) return [note, true];
    if (same(book.now, book.kept)) return ["log_kept", false];
    if (!core.timeOfDay().sure) return ["log_unsure", true];
    return [known(book.now).length ? "log_draft" : "log_how", false];
  }

  return {
    name: "log",
    draw() {
      const [words, warn] = standing(), cut = ROWS.indexOf("act_meeting");
      return frame("log", `${text(ui, "log_title")} ${book.day.split("-").reverse().join("/")}`, [
        h("div.t-columns", h("div.t-rows.lrud-container", ...ROWS.slice(0, cut).map(row)), h("div.t-rows.lrud-container", ...ROWS.slice(cut).map(row))),
        h(`p.t-note${warn ? ".warn" : ""}`, text(ui, words)),
      ], [button(ui, "log_save", save, "main"), button(ui, "back", () => ui.back())]);
    },
    key(key) {
      const at = on(), digit = /^\d$/.test(key);
      if (!at) return false;
      if (isTime(at)) {
        if (digit) {
          digits += key;
          if (digits.length === 4) taken(at);
          else ui.redraw();
          return true;
        }
        if (key === "back" && digits) {
          digits = digits.slice(0, -1);
          ui.redraw();
          return true;
        }
        if (digits && !taken(at)) return true;
      }
      if (key === "up" || key === "down") move(at, key === "up" ? -1 : 1);
      else if (key === "back" && book.now[at] !== undefined) set(at, isTime(at) ? undefined : erased(book.now[at as CountRow]));
      else if (digit && !isTime(at)) set(at, typed(book.now[at], +key));
      else if (key === "left" || key === "right") {
        const by = key === "right" ? 1 : -1;
        set(at, isTime(at) ? steppedTime(book.now[at], by, core.timeOfDay().minutes) : stepped(book.now[at], by));
      } else return false;
      return true;
    },
    leave: () => (digits = "", undefined),
  };
}
