import { expect, test } from "vitest";

import type { Caption } from "../../core/api";
import { Heard, lengthOf, readingMs, repeatFrom, sentenceAt } from "./heard";

const captions: Caption[] = [[0, 4000, "a"], [4000, 9000, "b"], [9000, 20000, "c"]];

test("what is heard twice counts once", () => {
  const heard = new Heard(10_000);
  heard.mark(0, 4000);
  heard.mark(0, 4000);
  expect(heard.ms()).toBe(4000);
  heard.mark(3000, 5000);
  expect(heard.ms()).toBe(5000);
});
test("never more than the length", () => {
  const heard = new Heard(1100);
  heard.mark(-5, 99_000);
  expect(heard.ms()).toBe(1100);
});
test("the sentence at a time", () => expect([0, 3999, 4000, 30_000].map((ms) => sentenceAt(captions, ms))).toEqual([0, 0, 1, 2]));
test("no sentences", () => expect(sentenceAt([], 5)).toBe(-1));
test("repeat begins this sentence again, or the one before when this has only begun", () => {
  expect(repeatFrom(captions, 7000)).toBe(4000);
  expect(repeatFrom(captions, 4500)).toBe(0);
  expect(repeatFrom(captions, 500)).toBe(0);
  expect(repeatFrom([], 25_000)).toBe(15_000);
});
test("silence takes reading time", () => {
  expect(readingMs("ngắn")).toBe(2500);
  expect(lengthOf({ title: "t", parts: [{ text: "x".repeat(100) }, { text: "y", audio: { h: "", n: 1, t: "audio/ogg", ms: 4000 } }] })).toBe(11_500);
});
