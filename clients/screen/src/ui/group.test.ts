import { expect, test } from "vitest";

import { fakeCore } from "../core/fake";
import { cutOff } from "./group";
import type { Ui } from "./kit";

const ui = (day: string): { ui: Ui; events: Record<string, unknown>[] } => {
  const core = fakeCore({});
  core.remember("group", { items: ["bhyt", "rua-tay"], at: 1, s: 1260, plays: 2, day });
  return { ui: { core, lang: () => "vi" } as unknown as Ui, events: core.events };
};

test("a session of today that a power cut ended is asked about, and not written before the answer", () => {
  const now = ui("2026-11-24");
  expect(cutOff(now.ui)).toMatchObject({ name: "group-resume", mode: "group" });
  expect(now.events).toEqual([]);
});

test("one of another day is written once, with its seconds and without heads", () => {
  const before = ui("2026-11-23");
  expect(cutOff(before.ui)).toBe(null);
  expect(cutOff(before.ui)).toBe(null);
  expect(before.events).toEqual([{ kind: "group", plays: 2, s: 1260 }]);
});

test("a queue that never ran leaves nothing behind", () => {
  const { ui: one, events } = ui("2026-11-23");
  one.core.remember("group", { items: ["bhyt"], at: 0, s: 0, plays: 0, day: "2026-11-23" });
  expect(cutOff(one)).toBe(null);
  expect(events).toEqual([]);
});
