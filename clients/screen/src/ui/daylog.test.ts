import { expect, test } from "vitest";

import { bookOf, fault, jotted, said, same, steppedTime, sums, timeOf, type Book, type Values } from "./daylog";

const ID = "00000000-0000-4000-8000-00000000000a";
const book = (now: Values, kept: Values | null = null): Book => ({ log: ID, day: "2026-11-28", now, kept });

test("digits make a time of the day", () => {
  expect(["7", "07", "730", "0730", "1905", "0", "2359"].map(timeOf)).toEqual(["07:00", "07:00", "07:30", "07:30", "19:05", "00:00", "23:59"]);
  expect(["", "24", "99", "0761", "2400"].map(timeOf)).toEqual([null, null, null, null, null]);
});

test("an arrow goes to the quarters, from nothing to the one it is now, never out of the day", () => {
  expect(steppedTime(undefined, 1, 7 * 60 + 44)).toBe("07:30");
  expect(steppedTime("07:30", 1, 0)).toBe("07:45");
  expect(steppedTime("07:33", 1, 0)).toBe("07:45");
  expect(steppedTime("07:33", -1, 0)).toBe("07:30");
  expect(steppedTime("07:30", -1, 0)).toBe("07:15");
  expect(steppedTime("23:45", 1, 0)).toBe("23:45");
  expect(steppedTime("00:00", -1, 0)).toBe("00:00");
});

test("the book of today is found again, another day begins a new one", () => {
  const held = book({ women: 3 });
  expect(bookOf(held, "2026-11-28", () => "x")).toBe(held);
  expect(bookOf(held, "2026-11-29", () => "x")).toEqual({ log: "x", day: "2026-11-29", now: {}, kept: null });
  for (const broken of [null, undefined, "", 7, {}]) expect(bookOf(broken, "2026-11-28", () => "x").now).toEqual({});
});

test("the event says the whole log, and leaves out what nobody counted", () => {
  expect(said(book({ opened: "07:30", women: 0, men: undefined, act_meeting: 1 }))).toEqual({ log: ID, day: "2026-11-28", opened: "07:30", women: 0, act_meeting: 1 });
  expect(said(book({}, { women: 3 }))).toEqual({ log: ID, day: "2026-11-28" });
});

test("what is wrong is said before it is saved", () => {
  expect(fault(book({}), 600)).toBe("none");
  expect(fault(book({}, { women: 3 }), 600)).toBe(null);
  expect(fault(book({ opened: "09:00", closed: "09:00" }), 600)).toBe("times");
  expect(fault(book({ opened: "10:01" }), 600)).toBe("future");
  expect(fault(book({ opened: "10:01" }), null)).toBe(null);
  expect(fault(book({ women: 300, men: 201 }), 600)).toBe("many");
  expect(fault(book({ women: 300, men: 200 }), 600)).toBe(null);
  expect(fault(book({ people: 30, women: 20, men: 11 }), 600)).toBe("more");
  expect(fault(book({ people: 30, women: 20 }), 600)).toBe(null);
  expect(fault(book({ people: 501 }), 600)).toBe("many");
});

test("people, sessions and help are added up, each for itself", () => {
  expect(sums({ women: 12, children: 3, act_film: 1, act_group: 2, help_papers: 4, help_other: 1 })).toEqual({ people: 15, acts: 3, helps: 5 });
  expect(sums({ people: 30, women: 12 }).people).toBe(30);
  expect(sums({ women: 0 })).toEqual({ people: 0, acts: undefined, helps: undefined });
});

test("saved is what stands there, unknown is not nought", () => {
  expect(same({ women: 3 }, { women: 3 })).toBe(true);
  expect(same({ women: 3, men: undefined }, { women: 3 })).toBe(true);
  expect(same({ women: 0 }, {})).toBe(false);
  expect(same({}, null)).toBe(false);
});

test("what the set saw fills what nobody wrote", () => {
  expect(jotted(book({ women: 5 }), { opened: "07:30", women: 9, men: 2 }).now).toEqual({ opened: "07:30", women: 5, men: 2 });
  expect(jotted(book({ opened: "07:30", closed: "11:00" }), { closed: "17:00" }).now.closed).toBe("17:00");
  expect(jotted(book({ opened: "07:10" }), { opened: "13:00" }).now.opened).toBe("07:10");
  expect(jotted(book({ opened: "07:30" }), { closed: "07:30" }).now).toEqual({ opened: "07:30" });
});
