/** Head counts by digits, and the wait after wrong PINs. Pure. */

export const HEADS = ["people", "women", "men", "children"] as const;
export type Head = (typeof HEADS)[number];
/** Unknown is absent, never 0. */
export type Counts = { [head in Head]?: number };

const MOST = 999;

/** A digit behind what is there (`1` then `2` is 12); what would pass 999 begins anew with the digit. */
export function typed(now: number | undefined, digit: number): number {
  const next = (now || 0) * 10 + digit;
  return next > MOST ? digit : next;
}

/** An arrow: one more or fewer, from unknown to 1 or 0. */
export const stepped = (now: number | undefined, by: 1 | -1): number => Math.min(MOST, Math.max(0, (now || 0) + by));

/** Backspace: the last digit away; from one digit to unknown. */
export const erased = (now: number | undefined): number | undefined => (now === undefined || now < 10 ? undefined : Math.floor(now / 10));

/** Women + men + children as far as known; undefined when none is. */
export function sum(counts: Counts): number | undefined {
  const known = [counts.women, counts.men, counts.children].filter((one): one is number => one !== undefined);
  return known.length ? known.reduce((a, b) => a + b, 0) : undefined;
}

/**
 * `more`: the parts make more than all people: to be put right. `fewer`: all three are given and make fewer: asked once, then kept as said.
 * Women, men and children are three separate counts (a girl is a child).
 */
export function trouble(counts: Counts): "more" | "fewer" | null {
  const parts = sum(counts);
  if (counts.people === undefined || parts === undefined || parts === counts.people) return null;
  if (parts > counts.people) return "more";
  return counts.women !== undefined && counts.men !== undefined && counts.children !== undefined ? "fewer" : null;
}

/** As an event says it: people from the parts when nobody gave it; unknown left out. */
export function finished(counts: Counts): Counts {
  const all: Counts = { ...counts, people: counts.people === undefined ? sum(counts) : counts.people };
  const said: Counts = {};
  for (const head of HEADS) if (all[head] !== undefined) said[head] = all[head];
  return said;
}

/** Wrong PINs in a row, and until when (Unix ms) none is taken. */
export interface Tries {
  wrong: number;
  until: number;
}

const FREE = 5, FIRST_WAIT = 30_000, LONGEST_WAIT = 3_600_000;

/** After one more wrong PIN: from the fifth on a wait, doubling to an hour. */
export function wrongPin(tries: Tries, now: number): Tries {
  const wrong = tries.wrong + 1;
  return { wrong, until: wrong < FREE ? 0 : now + Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(2, wrong - FREE)) };
}

/** Milliseconds still to wait; a clock set back makes nobody wait longer than the rule. */
export function waitFor(tries: Tries, now: number): number {
  if (tries.wrong < FREE) return 0;
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(2, tries.wrong - FREE));
  return Math.max(0, Math.min(longest, tries.until - now));
}
