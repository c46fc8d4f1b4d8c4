import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Core } from "./api";
import { takeApp } from "./app";
import { openCore } from "./core";
import { openTv } from "./db";
import { sha256 } from "./env";
import { askEarly, loadIdentity } from "./identity";
import { device, wipe } from "./testing";
import { type Television, television, TestCaches, TestHub, until } from "./testing.hub";

beforeEach(() => wipe());
afterEach(() => vi.unstubAllGlobals());

describe("a new set asks for its code before anything is opened", () => {
  const answered = () => vi.fn(() => Promise.resolve(new Response("{}", { status: 201 })));

  test("as who it then is", async () => {
    const fetch = answered(), set = device({ fetch });
    const early = askEarly(set), me = await loadIdentity(set, await openTv(), undefined);
    await early?.answer;
    expect(early?.key).toBe(me.key);
    const [path, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(path).toBe("/api/screen/v1/pairings");
    expect(JSON.parse(init.body as string)).toMatchObject({ screen_key: me.key, secret_sha256: await sha256(set, me.secret) });
  });

  test("again as the same while nobody has claimed it", async () => {
    const set = device({ fetch: answered() });
    expect(askEarly(set)?.key).toBe(askEarly(set)?.key);
  });

  test("but not when it has a place, or nowhere to keep who it is", () => {
    const fetch = answered(), set = device({ fetch });
    set.kept.set("diemsang-tv", JSON.stringify({ key: "k", secret: "s", pairing: "p", claimed: true }));
    expect(askEarly(set)).toBeNull();
    expect(askEarly(device({ fetch, local: null }))).toBeNull();
    expect(fetch).not.toHaveBeenCalled();
  });

  test("and its first page has the code, when the hub has answered; a hub that says nothing is not waited for", async () => {
    for (const answers of [true, false]) {
      wipe();
      const hub = new TestHub(() => set.now()), set: Television = television((path, init) => (answers ? hub.fetch(path, init) : new Promise<Response>(() => undefined)));
      const core = await begin(set, () => openCore({}, set, askEarly(set))), { phase, pairing } = core.state();
      expect([phase, pairing?.step, pairing?.code]).toEqual(["pairing", answers ? "waiting" : "asking", answers ? "1234 5678" : null]);
    }
  });

  test("the hub is asked once, and a question that was lost is asked again", async () => {
    for (const lost of [false, true]) {
      wipe();
      const asked: string[] = [];
      let gone = lost;
      const hub = new TestHub(() => set.now()), set: Television = television((path, init) => {
        if (path === "/api/screen/v1/pairings") asked.push(path);
        if (path !== "/api/screen/v1/pairings" || !gone) return hub.fetch(path, init);
        gone = false;
        return Promise.reject(new TypeError("net::ERR_CONNECTION_RESET"));
      });
      const core = await begin(set, () => openCore({}, set, askEarly(set)));
      await until(set, () => core.state().phase !== "pairing");
      expect(asked.length).toBe(lost ? 2 : 1);
    }
  });
});

function stub(): void {
  vi.stubGlobal("document", { documentElement: { dataset: { version: "1" } }, visibilityState: "visible" });
  vi.stubGlobal("screen", { width: 1920, height: 1080 });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("caches", new TestCaches());
}
async function begin(set: Television, open: () => Promise<Core>): Promise<Core> {
  stub();
  const opened: Core[] = [];
  void open().then((core) => opened.push(core));
  await until(set, () => opened.length > 0);
  return opened[0] as Core;
}

test("the picture does not wait for the lease that a power cut left, and what happens meanwhile is told after the boot", async () => {
  const hub = new TestHub(() => set.now()), set: Television = television((path, init) => hub.fetch(path, init)), tv = await openTv();
  await tv.put("kv", { owner: "gone", until: set.now() + 60_000 }, "lease");
  stub();
  // Time stands still until somebody moves it on: what waited for an answer would wait for ever.
  const core = await openCore({}, set);
  core.begin("session", { lang: "vi", mode: "alone", plays: 0 }).end({ end: "finish" });
  core.record("open", {});
  await until(set, () => hub.of("open").length > 0);
  expect(hub.told.map((one) => one.kind).slice(0, 3)).toEqual(["boot", "session", "open"]);
});

describe("the app is taken from the browser's own cache", () => {
  test.each([true, false])("and what that cache has wrong is asked of the hub, once (the hub has it right: %s)", async (right) => {
    const asked: [string, RequestCache | undefined][] = [], set = device(), hub = new TestHub(() => set.now()), paths = await hub.build("1", ["a", "b"]), store = new TestCaches();
    set.fetch = (path, init) => {
      asked.push([path, init?.cache]);
      return path === paths[1] && !(right && init?.cache === "no-store") ? Promise.resolve(new Response("stale")) : hub.fetch(path, init);
    };
    expect(await takeApp(set, store as unknown as CacheStorage)).toBe(right ? "1" : null);
    const wrong: [string, string][] = [[paths[1] as string, "default"], [paths[1] as string, "no-store"]];
    expect(asked).toEqual([["/tv/app.json", "no-store"], [paths[2], "default"], ...wrong, ...(right ? [["/tv/", "no-cache"]] : [])]);
  });
});
