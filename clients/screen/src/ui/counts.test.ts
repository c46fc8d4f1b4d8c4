import { expect, test } from "vitest";

import { erased, finished, stepped, sum, trouble, typed, waitFor, wrongPin, type Tries } from "./counts";

test("digits, arrows and Backspace make a number", () => {
  expect(typed(typed(undefined, 3), 0)).toBe(30);
  expect(typed(999, 4)).toBe(4);
  expect(stepped(undefined, 1)).toBe(1);
  expect(stepped(0, -1)).toBe(0);
  expect(stepped(999, 1)).toBe(999);
  expect(erased(30)).toBe(3);
  expect(erased(3)).toBe(undefined);
});

test("unknown is not nought", () => {
  expect(sum({})).toBe(undefined);
  expect(finished({})).toEqual({});
  expect(finished({ women: 0 })).toEqual({ people: 0, women: 0 });
});

test("parts make the whole when nobody gave it", () => expect(finished({ women: 12, men: 5 })).toEqual({ people: 17, women: 12, men: 5 }));
test("more in parts than in all is put right", () => expect(trouble({ people: 30, women: 20, men: 12 })).toBe("more"));
test("fewer is a question only when all parts are given", () => {
  expect(trouble({ people: 30, women: 20 })).toBe(null);
  expect(trouble({ people: 30, women: 20, men: 5, children: 2 })).toBe("fewer");
  expect(trouble({ people: 27, women: 20, men: 5, children: 2 })).toBe(null);
  expect(trouble({ people: 30 })).toBe(null);
});

test("the fifth wrong PIN waits half a minute, then twice as long each time, an hour at most", () => {
  let tries: Tries = { wrong: 0, until: 0 };
  for (let n = 1; n <= 4; n++) tries = wrongPin(tries, 1000);
  expect(waitFor(tries, 1000)).toBe(0);
  tries = wrongPin(tries, 1000);
  expect(waitFor(tries, 1000)).toBe(30_000);
  expect(waitFor(tries, 31_000)).toBe(0);
  tries = wrongPin(tries, 40_000);
  expect(waitFor(tries, 40_000)).toBe(60_000);
  for (let n = 0; n < 20; n++) tries = wrongPin(tries, 0);
  expect(waitFor(tries, 0)).toBe(3_600_000);
});

test("a clock set back years makes nobody wait longer than the rule", () => {
  let tries: Tries = { wrong: 4, until: 0 };
  tries = wrongPin(tries, Date.UTC(2049, 0, 1));
  expect(waitFor(tries, Date.UTC(1970, 0, 2))).toBe(30_000);
});
