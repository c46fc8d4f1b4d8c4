import { expect, test } from "vitest";

import type { Product } from "../core/api";
import { behind, DOORS, due, maySpeak, page, unheardFirst } from "./groups";
import { within } from "./alert";

const item = (id: string, topic: string): Product => ({ id, topic, edition: 1 }) as Product;
const TOPICS = "POLICY_LAW PUBLIC_SERVICE PRODUCTION TRADE SCI_TECH CULTURE_SOCIETY SECURITY_ORDER DIGITAL_SKILL HEALTH_EDU DISASTER UNKNOWN".split(" ");

test("each product stands behind exactly one door, an unknown topic too", () => {
  const all = TOPICS.map((topic) => item(topic, topic));
  const placed = DOORS.reduce<string[]>((sum, door) => sum.concat(behind(door, all).map((one) => one.id)), []);
  expect(placed.sort()).toEqual(TOPICS.slice().sort());
});
test("five doors, the sixth tile leads on", () => expect(DOORS.length).toBe(5));
test("unheard first; a new edition is unheard", () =>
  expect(unheardFirst([item("a", ""), item("b", ""), { ...item("c", ""), edition: 2 }], { a: 1, c: 1 }).map((one) => one.id)).toEqual(["b", "c", "a"]));
test("pages of six, beyond the end is the last", () => {
  const all = [1, 2, 3, 4, 5, 6, 7, 8];
  expect(page(all, 0, 6)).toEqual({ items: [1, 2, 3, 4, 5, 6], at: 0, pages: 2 });
  expect(page(all, 9, 6)).toEqual({ items: [7, 8], at: 1, pages: 2 });
  expect(page([], 0, 6).pages).toBe(1);
});
test("in quiet hours only an urgent warning of a disaster comes by itself", () => {
  const warning = (topic: string, urgent: boolean, kind = "alert"): Product => ({ id: "a", kind, topic, urgent }) as Product;
  expect(maySpeak(warning("SECURITY_ORDER", true), false)).toBe(true);
  expect(maySpeak(warning("DISASTER", true), true)).toBe(true);
  expect(maySpeak(warning("DISASTER", false), true)).toBe(false);
  expect(maySpeak(warning("SECURITY_ORDER", true), true)).toBe(false);
  expect(maySpeak(warning("DISASTER", true, "story"), false)).toBe(false);
});
test("an alert is due when new, after its minutes, or when a clock made up its past", () => {
  const alerts = [{ id: "a", every: 30 }], minute = 60_000;
  expect(due(alerts, {}, 0)).toBe("a");
  expect(due(alerts, { a: 0 }, 29 * minute)).toBeNull();
  expect(due(alerts, { a: 0 }, 30 * minute)).toBe("a");
  expect(due(alerts, { a: 99 }, 5)).toBe("a");
  expect(due([{ id: "a", every: 0 }], { a: 0 }, 1e9)).toBeNull();
});
test("quiet hours reach over midnight", () => expect([["22:30"], ["05:59"], ["06:00"], ["12:00"]].map(([at]) =>
  within("21:00", "06:00", +(at as string).slice(0, 2) * 60 + +(at as string).slice(3)))).toEqual([true, true, false, false]));
