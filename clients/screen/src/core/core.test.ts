import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Core } from "./api";
import { openCore } from "./core";
import { openTv } from "./db";
import { sha256 } from "./env";
import { wipe } from "./testing";
import { LATER, type Television, television, TestCaches, TestHub, until } from "./testing.hub";

const PRODUCT = { edition: 1, kind: "article", topic: "HEALTH_EDU", urgent: false, from: "2026-11-01", until: null, picture: null, made_by: "a", approved_by: "b", approved_on: "2026-11-01", decision: "1", source: "s" };
const WORDS = { ...PRODUCT, id: "rua_tay", tracks: { vi: { title: "Rửa tay", parts: [{ text: "Một." }] } } };

let hub: TestHub, set: Television;
/** The power goes when the set draws lots for the n-th time from now; nought: it stays. */
let dark = 0;

beforeEach(() => {
  wipe();
  vi.stubGlobal("document", { documentElement: { dataset: { version: "1" } }, visibilityState: "visible" });
  vi.stubGlobal("screen", { width: 1920, height: 1080 });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("caches", new TestCaches());
  hub = new TestHub(() => set.now());
  set = television((path, init) => hub.fetch(path, init));
  const { random } = set;
  set.random = (bytes) => {
    if (!dark || --dark) return random(bytes);
    throw new Error("power");
  };
});
afterEach(() => vi.unstubAllGlobals());

/** The power comes (back). */
async function start(): Promise<Core> {
  const opened: Core[] = [];
  set.cut();
  void openCore({}, set).then((core) => opened.push(core));
  await until(set, () => opened.length > 0);
  return opened[0] as Core;
}
async function ready(): Promise<Core> {
  const core = await start();
  await until(set, () => core.state().phase === "ready" && core.state().sync.unsent === 0);
  return core;
}

describe("old and new", () => {
  test("an app goes on with a hub that says more than the app knows", async () => {
    hub.more = LATER;
    await hub.publish([WORDS]);
    const core = await ready();
    expect(core.products().map((one) => one.id)).toEqual(["rua_tay"]);
    expect(core.varieties().map((one) => one.tag)).toEqual(["vi"]);
    expect(core.state().sync.trouble).toBe("");
    core.record("open", {});
    await until(set, () => hub.of("open").length === 1 && core.state().sync.unsent === 0);
  });

  test("a kind of product that the app does not know shows what the app can show of it, and is not offered when that is nothing", async () => {
    await hub.publish([
      WORDS,
      { ...PRODUCT, id: "with_words", kind: "hologram", topic: "MOON", tracks: { vi: { title: "Có lời", parts: [{ text: "Một." }], depth: 3 } } },
      { ...PRODUCT, id: "without", kind: "hologram", urgent: true, tracks: { vi: { title: "Không lời", scene: { far: 1 } } } },
    ]);
    const core = await ready();
    expect(core.products().map((one) => one.id).sort()).toEqual(["rua_tay", "with_words"]);
    expect(core.product("without")).toBeNull();
  });

  test("an app goes on with a hub that knows less: no word of what it has, no addresses but the old ones", async () => {
    hub.app = "";
    const core = await start();
    await until(set, () => hub.contacts.length > 1);
    expect(core.state().sync.online).toBe(true);
  });
});

describe("without a hub", () => {
  test("V6: a set whose hub's name leads nowhere starts with all it had, asks again, and says so", async () => {
    await hub.publish([WORDS]);
    await ready();
    hub.away = true;
    const core = await start();
    expect([core.state().phase, core.products().length, core.state().sync.root]).toEqual(["ready", 1, 1]);
    await until(set, () => core.state().sync.online === false);
    core.record("open", {});
    hub.away = false;
    await until(set, () => hub.of("open").length === 1 && core.state().sync.online === true);
  });

  test("S15: a hub that asks for time gets it, and a little more, not everybody's the same", async () => {
    await hub.publish([WORDS]);
    await ready();
    hub.instead = () => new Response("{}", { status: 429, headers: { "Retry-After": "40" } });
    const before = hub.contacts.length;
    await until(set, () => hub.contacts.length > before + 2);
    const [first, second, third] = hub.contacts.slice(before).map((one) => one.at) as [number, number, number];
    for (const wait of [second - first, third - second]) {
      expect(wait).toBeGreaterThanOrEqual(40_000);
      expect(wait).toBeLessThanOrEqual(50_000);
    }
  });

  test("S16: a hub whose database is away for an hour is asked ever more seldom, and everything arrives once", async () => {
    await hub.publish([WORDS]);
    const core = await ready();
    core.record("open", {});
    hub.instead = () => new Response("{}", { status: 500 });
    const from = set.now(), before = hub.contacts.length;
    await until(set, () => set.now() - from > 3_600_000);
    expect(hub.contacts.length - before).toBeLessThan(16);
    hub.instead = null;
    await until(set, () => core.state().sync.unsent === 0);
    expect(hub.of("open").length).toBe(1);
  });
});

describe("taken out of use", () => {
  async function revoked(core: Core): Promise<void> {
    hub.revoked.add((hub.contacts[0] as { secret: string }).secret);
    await until(set, () => core.state().revoked !== null);
  }

  test("what the hub has stored and could not answer any more is not told again by the screen's next life", async () => {
    await hub.publish([WORDS]);
    const core = await ready();
    hub.deaf = true;
    core.record("open", {});
    await until(set, () => hub.of("open").length === 1);
    hub.deaf = false;
    core.record("close", { people: 3 });
    await revoked(core);
    core.pairAgain();
    await until(set, () => hub.of("close").length > 0 && core.state().sync.unsent === 0);
    expect([hub.of("open").length, hub.of("close").length]).toEqual([1, 1]);
    expect(hub.of("stream").map((one) => [one.why, one.after_seq])).toEqual([["wiped", hub.told.indexOf(hub.of("open")[0] as never) + 1]]);
  });

  test.each([1, 2, 3])("a power cut while it is paired anew, at the lot number %i, tells nothing twice either", async (lot) => {
    await hub.publish([WORDS]);
    const core = await ready();
    const boots = hub.of("boot").length;
    await revoked(core);
    dark = lot;
    core.pairAgain();
    await until(set, () => !dark);
    const again = await start();
    // The boot's own event is written when the core is open already.
    await until(set, () => again.state().revoked !== null || (again.state().sync.unsent === 0 && hub.of("boot").length > boots));
    if (again.state().revoked !== null) again.pairAgain();
    await until(set, () => again.state().sync.unsent === 0 && hub.of("boot").length > boots);
    expect(new Set(hub.told.map((one) => JSON.stringify({ ...one, seq: 0 }))).size).toBe(hub.told.length);
  });
});

test("A14: sound that is not let out is told with the next contact", async () => {
  await hub.publish([WORDS]);
  const core = await ready();
  expect((hub.contacts[hub.contacts.length - 1] as { health: { sound: string } }).health.sound).toBe("unknown");
  core.setSound("silent");
  await core.contactNow();
  expect((hub.contacts[hub.contacts.length - 1] as { health: { sound: string } }).health.sound).toBe("silent");
});

describe("content", () => {
  const alert = { ...PRODUCT, id: "goi_lua_dao", kind: "alert", urgent: true, tracks: { vi: { title: "Gọi lừa đảo", parts: [{ text: "Một." }] } } };

  test("A10: a warning that was taken back is not shown again, neither now nor after a start without a line", async () => {
    await hub.publish([WORDS, alert]);
    const core = await ready();
    expect(core.product("goi_lua_dao")).not.toBeNull();
    await hub.publish([WORDS]);
    await until(set, () => core.product("goi_lua_dao") === null);
    hub.away = true;
    expect((await start()).products().map((one) => one.id)).toEqual(["rua_tay"]);
  });

  test("A10: a warning that is kept still comes without a line, and leaves on its last day by itself, for good", async () => {
    await hub.publish([WORDS, { ...alert, until: "2026-11-22" }]);
    await ready();
    hub.away = true;
    const core = await start();
    expect(core.product("goi_lua_dao")).not.toBeNull();
    set.pass(38 * 3_600_000 - 60_000);
    await until(set, () => core.state().today === "2026-11-22" || set.now() > Date.UTC(2026, 10, 21, 16, 59, 30));
    expect(core.product("goi_lua_dao")).not.toBeNull();
    await until(set, () => core.product("goi_lua_dao") === null, 1);
    expect(core.state().today).toBe("2026-11-22");
  });

  test("A3: a tree that cannot be read any more gives way to the one before", async () => {
    await hub.publish([WORDS]);
    const core = await ready();
    await hub.publish([WORDS, alert]);
    await until(set, () => core.state().sync.root === 2);
    const tv = await openTv(), row = (await tv.get("kv", "root")) as { text: string };
    await tv.delete("objects", (JSON.parse(row.text) as { shards: [string][] }).shards[0]?.[0] as string);
    hub.away = true;
    const again = await start();
    expect([again.state().sync.root, again.products().map((one) => one.id)]).toEqual([1, ["rua_tay"]]);
  });

  test("A3: an answer that is no JSON changes nothing, and is said", async () => {
    await hub.publish([WORDS]);
    const core = await ready();
    hub.instead = () => new Response("<html>xin chào</html>", { status: 200 });
    await until(set, () => core.state().sync.online === false);
    expect([core.state().phase, core.products().length]).toEqual(["ready", 1]);
    hub.instead = null;
    await until(set, () => core.state().sync.online === true);
  });

  test("W7: what is not voiced in a language comes in its fallback or in Vietnamese, and says so", async () => {
    await hub.publish([WORDS]);
    const core = await ready(), found = core.track(core.product("rua_tay") as never, "tyz");
    expect(found && found.lang).toBe("vi");
  });

  test("D10: one file that is missing, one that is broken, and the others go on", async () => {
    const bytes = "nghe", good = await sha256(set, bytes), h = (sign: string): string => sign.repeat(64);
    const part = (hash: string): object => ({ text: "Một.", audio: { h: hash, n: bytes.length, t: "audio/ogg", ms: 1000 } });
    await hub.publish([{ ...WORDS, tracks: { vi: { title: "Rửa tay", parts: [part(h("a")), part(h("b")), part(good)] } } }]);
    hub.files.set(`/media/${good}`, bytes);
    hub.files.set(`/media/${h("b")}`, "khác");
    const core = await ready();
    await until(set, () => core.state().sync.heldFiles === 1);
    expect(core.held({ h: good } as never)).toBe(true);
    const before = hub.contacts.length;
    await until(set, () => hub.contacts.length > before + 1);
    // What the hub said is gone is no longer asked for and not missing; what came wrong is.
    expect(hub.contacts[hub.contacts.length - 1]).toMatchObject({ holds: { missing: [h("b")], missing_count: 1 } });
  });
});
