import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Core } from "./api";
import { type AppRow, cacheOf, readApp, takeApp, writeApp } from "./app";
import { openCore } from "./core";
import { type Files, openFiles, PIECE } from "./db";
import { wipe } from "./testing";
import { appRow, type Television, television, TestCaches, TestHub, until } from "./testing.hub";

let hub: TestHub, set: Television, store: TestCaches, files: Files, asked: string[], reloads: number;
/** The line breaks at this request for the app's own files. */
let cutAt = Infinity;

beforeEach(async () => {
  wipe();
  asked = [];
  reloads = 0;
  cutAt = Infinity;
  store = new TestCaches();
  vi.stubGlobal("document", { documentElement: { dataset: { version: "1" } }, visibilityState: "visible" });
  vi.stubGlobal("screen", { width: 1920, height: 1080 });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("location", { reload: () => reloads++ });
  vi.stubGlobal("caches", store);
  hub = new TestHub(() => set.now());
  set = television(ask);
  vi.stubGlobal("fetch", ask);
  files = await openFiles();
});
afterEach(() => vi.unstubAllGlobals());

function ask(path: string, init?: RequestInit): Promise<Response> {
  if (path.indexOf("/tv/") === 0 && path !== "/tv/app.json" && asked.push(path) > cutAt) return Promise.reject(new TypeError("net::ERR_CONNECTION_RESET"));
  return hub.fetch(path, init);
}
const take = (): Promise<string | null> => takeApp(set, store as unknown as CacheStorage);
const whole = (version: string): boolean => !!(store.all.get(cacheOf(version)) || new Map<string, unknown>()).get("/tv/");
const row = (): Promise<AppRow | null> => readApp(files);

describe("a version is taken whole or not at all", () => {
  test("all of it, each file what its name says", async () => {
    const paths = await hub.build("1", ["a", "b", "c"]);
    expect(await take()).toBe("1");
    expect(Array.from((store.all.get(cacheOf("1")) as Map<string, unknown>).keys()).sort()).toEqual(paths.sort());
  });

  test.each([0, 1, 2, 3])("a line that breaks after %i files leaves nothing that would be shown, and what came need not come again", async (at) => {
    await hub.build("1", ["a", "b", "c"]);
    cutAt = at;
    await expect(take()).rejects.toThrow();
    expect(whole("1")).toBe(false);
    cutAt = Infinity;
    asked = [];
    expect(await take()).toBe("1");
    expect([whole("1"), asked.length]).toEqual([true, 4 - at]);
  });

  test("one file of other bytes than its name says, and none is kept", async () => {
    const paths = await hub.build("2", ["a", "b", "c"]);
    hub.files.set(paths[2] as string, "<html>xin chào</html>");
    expect(await take()).toBeNull();
    expect(store.all.has(cacheOf("2"))).toBe(false);
  });

  test("a page of other bytes than the list says, and none is kept", async () => {
    await hub.build("2", ["a"]);
    hub.files.set("/tv/", "<html>xin chào</html>");
    expect(await take()).toBeNull();
    expect(whole("2")).toBe(false);
  });

  test("no room: the version that runs stays as it is", async () => {
    await hub.build("1", ["a"]);
    await take();
    await hub.build("2", ["a", "b"]);
    store.full = true;
    await expect(take()).rejects.toThrow();
    expect([whole("1"), whole("2")]).toEqual([true, false]);
  });

  test("what runs is not touched when its own version is offered again with wrong files", async () => {
    const paths = await hub.build("1", ["a"]);
    await take();
    hub.files.set(paths[1] as string, "other");
    expect(await take()).toBe("1");
    expect((store.all.get(cacheOf("1")) as Map<string, unknown>).size).toBe(2);
  });
});

describe("the core", () => {
  async function start(version: string): Promise<Core> {
    const opened: Core[] = [];
    (document.documentElement.dataset as { version: string }).version = version;
    set.cut();
    void openCore({}, set).then((core) => opened.push(core));
    await until(set, () => opened.length > 0);
    return opened[0] as Core;
  }
  beforeEach(async () => {
    await hub.build("1", ["a"]);
    await take();
    await writeApp(files, appRow("1"));
  });

  test("takes a newer version beside the one that runs, and changes only when it is told to", async () => {
    const core = await start("1");
    await hub.build("2", ["a", "b"]);
    await until(set, () => core.state().app.ready === "2");
    expect([reloads, await row()]).toEqual([0, appRow("1", { ready: "2" })]);
    core.takeNewApp();
    await until(set, () => reloads === 1);
    expect(await row()).toEqual(appRow("2", { previous: "1" }));
  });

  test("offers nothing while a file is wrong, and takes it when all is right", async () => {
    const core = await start("1"), paths = await hub.build("2", ["a", "b"]), right = hub.files.get(paths[2] as string) as string;
    hub.files.set(paths[2] as string, "other");
    const before = hub.contacts.length;
    await until(set, () => hub.contacts.length > before + 2);
    expect([core.state().app.ready, await row()]).toEqual([null, appRow("1")]);
    core.takeNewApp();
    hub.files.set(paths[2] as string, right);
    await until(set, () => core.state().app.ready === "2");
    expect(reloads).toBe(0);
  });

  test("fetches a newer version once, however often the hub is asked meanwhile", async () => {
    const core = await start("1"), paths = await hub.build("2", ["a", "b"]), open: (() => void)[] = [];
    hub.hold = (path) => (path === "/tv/app.json" ? new Promise((done) => open.push(() => done())) : Promise.resolve());
    const before = hub.contacts.length;
    asked = [];
    await until(set, () => open.length > 0 && hub.contacts.length > before + 3);
    open.forEach((one) => one());
    await until(set, () => core.state().app.ready === "2");
    // The first file is the same in both.
    expect([open.length, asked.sort()]).toEqual([1, [paths[0], paths[2]].sort()]);
  });

  test("keeps three versions at most", async () => {
    const core = await start("1");
    for (const version of ["2", "3", "4"]) {
      await hub.build(version, ["a", version]);
      await until(set, () => core.state().app.ready === version);
    }
    expect(Array.from(store.all.keys())).toEqual([cacheOf("1"), cacheOf("4")]);
  });

  test("tells the hub of the step on and of the step back, and does not take the failed one again", async () => {
    await start("1");
    await hub.build("2", ["a", "b"]);
    await until(set, () => hub.told.length > 0);
    await writeApp(files, appRow("2", { previous: "1" }));
    await start("2");
    await until(set, () => hub.of("app").length === 1);
    await writeApp(files, appRow("1", { bad: "2" }));
    const core = await start("1"), before = hub.contacts.length;
    await until(set, () => hub.of("app").length === 2 && hub.contacts.length > before + 2);
    expect(hub.of("app").map((one) => [one.from, one.to, one.ok])).toEqual([["1", "2", 1], ["2", "1", 0]]);
    expect(core.state().app.ready).toBeNull();
  });

  test("says that the version stands, so that its starts are not held against it", async () => {
    await writeApp(files, appRow("1", { starts: 1 }));
    const core = await start("1");
    core.started();
    let now: AppRow | null = null;
    await until(set, () => {
      void row().then((found) => (now = found));
      return !!now && (now as AppRow).starts === 0;
    });
  });
});

describe("the service worker", () => {
  type Asked = { request: unknown; respondWith(answer: Promise<Response>): void; waitUntil(work: Promise<unknown>): void };
  let listeners: { [name: string]: (event: Asked) => void };

  beforeEach(async () => {
    listeners = {};
    vi.stubGlobal("self", {
      location: { origin: "https://hub.test" }, clients: { claim: () => Promise.resolve() }, skipWaiting: () => Promise.resolve(),
      addEventListener: (name: string, listen: (event: Asked) => void) => (listeners[name] = listen),
    });
    vi.resetModules();
    await import("../../sw/sw");
  });

  function request(path: string, headers: { [name: string]: string } = {}): Promise<Response> {
    return new Promise((answered) => (listeners.fetch as (event: Asked) => void)({
      request: { url: `https://hub.test${path}`, method: "GET", mode: path === "/tv/" ? "navigate" : "cors", cache: "default", headers: new Headers(headers) },
      respondWith: answered,
      waitUntil: () => undefined,
    }));
  }
  const page = async (): Promise<string> => (await request("/tv/")).text();
  const install = (): Promise<unknown> => new Promise((done) => (listeners.install as (event: Asked) => void)({ request: null, respondWith: () => undefined, waitUntil: done }));
  async function two(more: Partial<AppRow> = {}): Promise<void> {
    for (const version of ["1", "2"]) {
      await hub.build(version, ["a", version]);
      await take();
    }
    await writeApp(files, appRow("2", { previous: "1", ...more }));
    hub.away = true;
  }

  test("is installed with the whole app or not at all", async () => {
    await hub.build("1", ["a", "b"]);
    cutAt = 1;
    await expect(install()).rejects.toThrow();
    expect(await row()).toBeNull();
    cutAt = Infinity;
    await install();
    expect(await row()).toEqual(appRow("1"));
  });

  test("shows the version that runs, without a hub; a version that only lies ready is not shown", async () => {
    await two({ current: "1", previous: null, ready: "2" });
    expect(await page()).toBe("page 1");
  });

  test("goes one step back at the third start when the new version never came to stand, and stays there", async () => {
    await two();
    expect([await page(), await page(), await page(), await page()]).toEqual(["page 2", "page 2", "page 1", "page 1"]);
    expect(await row()).toMatchObject({ current: "1", previous: null, bad: "2", ready: null });
  });

  test("a version that stands is not left, however often it starts", async () => {
    await two();
    for (let n = 0; n < 6; n++) {
      expect(await page()).toBe("page 2");
      await writeApp(files, { ...((await row()) as AppRow), starts: 0 });
    }
  });

  test("a version whose files are gone is shown by the one before", async () => {
    await two();
    store.all.delete(cacheOf("2"));
    expect(await page()).toBe("page 1");
  });

  test("with a database that does not open it still shows an app that is whole", async () => {
    await hub.build("1", ["a", "b"]);
    cutAt = 2;
    await take().catch(() => undefined);
    cutAt = Infinity;
    await hub.build("2", ["a", "b"]);
    await take();
    hub.away = true;
    vi.stubGlobal("indexedDB", { open: () => { throw new Error("broken"); } });
    expect(await page()).toBe("page 2");
  });

  test("D17: a player's range is answered from the pieces as the standard says", async () => {
    const hash = "a".repeat(64), size = PIECE + 100, bytes = new Uint8Array(size).map((_, at) => at % 251);
    await files.put("media", { n: size, t: "audio/ogg", have: 2, whole: true }, hash);
    await files.put("pieces", bytes.slice(0, PIECE).buffer, [hash, 0]);
    await files.put("pieces", bytes.slice(PIECE).buffer, [hash, 1]);
    for (const [range, status, from, to] of [
      ["", 200, 0, size - 1], ["bytes=0-", 206, 0, size - 1], [`bytes=${PIECE - 2}-${PIECE + 1}`, 206, PIECE - 2, PIECE + 1], ["bytes=-5", 206, size - 5, size - 1],
      [`bytes=5-${size * 2}`, 206, 5, size - 1], ["bytes=0-1,5-6", 200, 0, size - 1],
    ] as [string, number, number, number][]) {
      const answer = await request(`/media/${hash}`, range ? { Range: range } : {});
      expect([answer.status, answer.headers.get("Content-Length"), answer.headers.get("Content-Range")]).toEqual([status, `${to + 1 - from}`, status === 206 ? `bytes ${from}-${to}/${size}` : null]);
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes.slice(from, to + 1));
    }
    expect((await request(`/media/${hash}`, { Range: `bytes=${size}-` })).status).toBe(416);
  });

  test("D6: a file of which a piece is missing is never played from what is here", async () => {
    const hash = "b".repeat(64);
    await files.put("media", { n: PIECE * 2, t: "audio/ogg", have: 1, whole: false }, hash);
    await files.put("pieces", new ArrayBuffer(PIECE), [hash, 0]);
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", (one: unknown) => {
      sent.push(one);
      return Promise.resolve(new Response("", { status: 504 }));
    });
    expect((await request(`/media/${hash}`)).status).toBe(504);
    // Said to be whole, and a piece has gone: the same.
    await files.put("media", { n: PIECE * 2, t: "audio/ogg", have: 2, whole: true }, hash);
    expect((await request(`/media/${hash}`)).status).toBe(504);
    expect(sent.length).toBe(2);
  });
});
