/** The log of a day as the operator writes it on the set: what stands there, what was kept, what the event says. Pure. */
import type { Recordable } from "../core/api";
import type { Day } from "../core/types";
import { minutesOf } from "../core/clock";

export const TIMES = ["opened", "closed"] as const;
export const COUNTS = ["people", "women", "men", "children", "act_meeting", "act_film", "act_group", "act_training", "help_papers", "help_eid", "help_other"] as const;
export type TimeRow = (typeof TIMES)[number];
export type CountRow = (typeof COUNTS)[number];
export type Row = TimeRow | CountRow;
/** In the order of the page. */
export const ROWS: readonly Row[] = [...TIMES, ...COUNTS];

/** Unknown is absent, never 0; a time is `07:30`. */
export type Values = { [time in TimeRow]?: string } & { [count in CountRow]?: number };

export interface Book {
  /** The same for every saving of one day, so that a correction replaces. */
  log: string;
  day: Day;
  /** What stands on the page. */
  now: Values;
  /** As it was last saved; null: never. */
  kept: Values | null;
}

const STEP = 15, MANY = 500;
const two = (n: number): string => `0${n}`.slice(-2);
export const timeText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** The book that the set remembers, when it is this day's; else a new one. */
export function bookOf(known: unknown, day: Day, id: () => string): Book {
  const held = known as Book | null | undefined;
  return held && held.day === day && held.log ? held : { log: id(), day, now: {}, kept: null };
}

/** `7`, `07`, `730` and `0730` as `07:00` and `07:30`; null when it is no time of the day. */
export function timeOf(digits: string): string | null {
  const hours = Number(digits.length > 2 ? digits.slice(0, -2) : digits), minutes = digits.length > 2 ? Number(digits.slice(-2)) : 0;
  return digits && hours < 24 && minutes < 60 ? timeText(hours * 60 + minutes) : null;
}

/** An arrow: a quarter of an hour on or back within the day; from unknown to the quarter that it is now. */
export function steppedTime(value: string | undefined, by: 1 | -1, now: number): string {
  if (value === undefined) return timeText(now - (now % STEP));
  const at = minutesOf(value), next = by > 0 ? at - (at % STEP) + STEP : Math.ceil(at / STEP) * STEP - STEP;
  return timeText(Math.min(24 * 60 - STEP, Math.max(0, next)));
}

const added = (values: Values, rows: readonly CountRow[]): number | undefined => {
  const counted = rows.map((row) => values[row]).filter((one): one is number => one !== undefined);
  return counted.length ? counted.reduce((sum, one) => sum + one, 0) : undefined;
};
const named = (start: string): CountRow[] => COUNTS.filter((row) => row.indexOf(start) === 0);
const parts = (values: Values): number => added(values, ["women", "men", "children"]) || 0;
const entries = (values: Values): number => Math.max(values.people || 0, parts(values));

/** Entries, sessions and supports, for the sentence after saving; what nobody counted is absent. */
export const sums = (values: Values): { people?: number; acts?: number; helps?: number } => ({
  people: added(values, ["people", "women", "men", "children"]) === undefined ? undefined : entries(values),
  acts: added(values, named("act_")),
  helps: added(values, named("help_")),
});

export const known = (values: Values): Row[] => ROWS.filter((row) => values[row] !== undefined);
export const same = (a: Values, b: Values | null): boolean => !!b && ROWS.every((row) => a[row] === b[row]);

/**
 * What keeps it from being saved. `none`: nothing stands there, and nothing was saved to take back. `more`: the parts are more than all. `many`: asked once, then kept as said.
 * `now`: minutes of the day, null while the set does not know them surely.
 */
export function fault(book: Book, now: number | null): "none" | "times" | "future" | "more" | "many" | null {
  const { opened, closed } = book.now;
  if (!known(book.now).length && !book.kept) return "none";
  if (opened !== undefined && closed !== undefined && closed <= opened) return "times";
  if (now !== null && TIMES.some((row) => minutesOf(book.now[row] || "00:00") > now)) return "future";
  if (book.now.people !== undefined && parts(book.now) > book.now.people) return "more";
  return entries(book.now) > MANY ? "many" : null;
}

/** As the event says it: the whole log, unknown left out. */
export const said = (book: Book): Recordable["day_log"] => ({ log: book.log, day: book.day, ...(JSON.parse(JSON.stringify(book.now)) as Values) });

/**
 * Something the set saw by itself: a key *Mở cửa* or *Đóng cửa*, heads at the close. What the operator wrote stands; only of several closings
 * the last one holds. A closing in the minute of the opening was a try.
 */
export function jotted(book: Book, seen: Values): Book {
  const now: Values = { ...seen, ...book.now };
  if (seen.closed !== undefined) now.closed = seen.closed;
  if (now.closed !== undefined && now.opened !== undefined && now.closed <= now.opened) delete now.closed;
  return { ...book, now: JSON.parse(JSON.stringify(now)) as Values };
}
