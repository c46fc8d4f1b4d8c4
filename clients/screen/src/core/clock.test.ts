import { describe, expect, test } from "vitest";

import { Clock, dayOf, inWindow } from "./clock";
import { type Device, device } from "./testing";

const DAY = 86_400_000;

/** A set whose wall clock can be set by hand, beside the one that never jumps. */
function set(): { env: Device; clock: Clock; wall(to: number): void } {
  const env = device(), real = env.now;
  let off = 0;
  env.now = () => real() + off;
  return { env, clock: new Clock(env), wall: (to) => void (off = to - real()) };
}

describe("A1: a window", () => {
  test.each([
    ["21:00", "06:00", 1290, true], ["21:00", "06:00", 0, true], ["21:00", "06:00", 359, true], ["21:00", "06:00", 360, false], ["21:00", "06:00", 1259, false], ["21:00", "06:00", 1260, true],
    ["08:00", "11:30", 480, true], ["08:00", "11:30", 690, false], ["00:00", "23:60", 1439, true],
  ] as [string, string, number, boolean][])("from %s to %s, at minute %i: %s", (from, to, at, so) => expect(inWindow(at, from, to)).toBe(so));
});

describe("S2, S3: clocks that are wrong", () => {
  test("a clock that falls back three hours begins a new boot, and its events go on from nought", () => {
    const { env, clock, wall } = set(), first = clock.boot;
    env.pass(5000);
    wall(env.now() - 3 * 3_600_000);
    expect(clock.tick()).toBe("resume");
    expect([clock.boot === first, clock.stamp().mono_ms]).toEqual([false, 0]);
    expect(clock.tick()).toBeNull();
  });

  test("a clock that stood before the app was built was only set: the boot goes on", () => {
    const { env, clock, wall } = set(), first = clock.boot, right = env.now();
    wall(1000);
    clock.tick();
    const boot = clock.boot;
    env.pass(5000);
    wall(right);
    expect(clock.tick()).toBe("clock");
    expect(clock.boot).toBe(boot);
    expect(first).not.toBe(boot);
  });

  test.each([["1970", 0], ["2070", 100 * 365 * DAY]])("a set that believes it is %s shows the day of the hub's last word, and says that its clock is wrong", (_year, at) => {
    const { env, clock, wall } = set(), right = env.now();
    clock.record = { hub: right, offset: 0 };
    wall(at);
    expect([clock.today(), clock.wrong(), clock.time().sure]).toEqual([dayOf(right), true, false]);
  });

  test("what the hub says goes before what the set believes, for as long as it is on", () => {
    const { env, clock, wall } = set(), right = env.now();
    wall(right - 40 * DAY);
    clock.heard(right, env.mono());
    env.pass(2 * DAY);
    expect([clock.today(), clock.time().sure]).toEqual([dayOf(right + 2 * DAY), true]);
  });

  test("the day never runs backwards below the latest that a hub told", () => {
    const { env, clock, wall } = set(), right = env.now();
    clock.record = { hub: right, offset: 0 };
    wall(right - 10 * DAY);
    expect(clock.today()).toBe(dayOf(right));
  });
});
