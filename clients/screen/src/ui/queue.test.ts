import { expect, test } from "vitest";

import { emptyQueue, kept, living, MOST_ITEMS, moved, next, toggled, type Queue } from "./queue";

const queue = (items: string, at = 0): Queue => ({ ...emptyQueue("2026-11-24"), items: items.split(""), at });

test("Enter puts in, Enter takes out", () => {
  const one = toggled(emptyQueue("2026-11-24"), "a");
  expect(one.items).toEqual(["a"]);
  expect(toggled(one, "a").items).toEqual([]);
});
test("what was shown stays in", () => expect(toggled(queue("abc", 1), "a").items.join("")).toBe("abc"));
test("no more than fits", () => {
  let full = emptyQueue("2026-11-24");
  for (let n = 0; n < 20; n++) full = toggled(full, `p${n}`);
  expect(full.items.length).toBe(MOST_ITEMS);
});
test("order: earlier, and the first goes to the end", () => {
  expect(moved(queue("abc"), "c").items.join("")).toBe("acb");
  expect(moved(queue("abc"), "a").items.join("")).toBe("bca");
  expect(moved(queue("abc", 1), "a").items.join("")).toBe("abc");
  expect(moved(queue("abc", 1), "b").items.join("")).toBe("acb");
});
test("next stops at the end", () => expect(next(next(next(queue("ab")))).at).toBe(2));
test("an item withdrawn meanwhile does not move the place", () => {
  expect(living(queue("abc", 2), (id) => id !== "a")).toMatchObject({ items: ["b", "c"], at: 1 });
  expect(living(queue("abc", 1), (id) => id !== "b")).toMatchObject({ items: ["a", "c"], at: 1 });
});
test("only what is ours is taken from storage", () => {
  expect(kept(null)).toBe(null);
  expect(kept({ items: [1] })).toBe(null);
  expect(kept(queue("ab"))).toEqual(queue("ab"));
});
