import { beforeEach, describe, expect, test } from "vitest";

import { openTv, Room, type Tv } from "./db";
import { sha256 } from "./env";
import { BATCH, Events, type StreamRow } from "./events";
import { Lease } from "./lease";
import { type Device, device, narrow, wipe, wires } from "./testing";

let tv: Tv, one: Device, full = false;

beforeEach(async () => {
  wipe();
  full = false;
  one = device();
  tv = await openTv();
});

/** The list as a page opens it; `me` is the window. */
async function open(env: Device = one, me = "a"): Promise<Events> {
  let n = 0;
  const gate = narrow(tv, () => full);
  const events = new Events(env, gate, new Room(gate), () => me, () => ({ boot: "b0b0b0b0", mono_ms: n++, wall_ms: env.now() }));
  await events.open();
  return events;
}
const kinds = (texts: string[]): string[] => texts.map((text) => (JSON.parse(text) as { kind: string }).kind);
const seqs = (texts: string[]): number[] => texts.map((text) => (JSON.parse(text) as { seq: number }).seq);
async function told(events: Events): Promise<string[]> {
  return kinds((await events.batch()).texts);
}

describe("numbers and chain", () => {
  test("each value of the chain is the hash of the one before and the bytes that are sent", async () => {
    const events = await open();
    await events.record("open", {});
    await events.record("close", { people: 3 });
    const batch = await events.batch();
    let chain = (await sha256(one, batch.stream)).slice(0, 32);
    expect(batch.prev).toBe(chain);
    for (const [at, text] of batch.texts.entries()) {
      chain = (await sha256(one, chain + text)).slice(0, 32);
      expect(batch.chains[at]).toBe(chain);
    }
    expect(seqs(batch.texts)).toEqual([1, 2]);
  });

  test("S1: after a lost answer the very same bytes go again", async () => {
    const events = await open();
    await events.record("open", {});
    const first = await events.batch();
    expect(await events.batch()).toEqual(first);
    expect(await (await open()).batch()).toEqual(first);
  });

  test("what was acknowledged is not sent again, over a restart too", async () => {
    const events = await open();
    await events.record("open", {});
    const sent = await events.batch();
    expect(await events.acknowledged(sent, 1, sent.chains[0] as string)).toBe("good");
    await events.record("close", {});
    const next = await (await open()).batch();
    expect([next.first_seq, next.prev, kinds(next.texts)]).toEqual([2, sent.chains[0], ["close"]]);
  });

  test("events made while a batch was on its way stay unsent", async () => {
    const events = await open();
    await events.record("open", {});
    const sent = await events.batch();
    await events.record("close", {});
    await events.acknowledged(sent, 1, sent.chains[0] as string);
    expect(events.unsent).toBe(1);
    expect(await told(events)).toEqual(["close"]);
  });

  test("a backlog goes in batches that join", async () => {
    const events = await open();
    for (let n = 0; n < 450; n++) await events.record("open", {});
    const seen: number[] = [];
    for (let round = 0; round < 4; round++) {
      const batch = await events.batch();
      expect(batch.more).toBe(round < 2);
      seen.push(...seqs(batch.texts));
      if (batch.texts.length) await events.acknowledged(batch, seen.length, batch.chains[batch.chains.length - 1] as string);
    }
    expect(seen).toEqual(Array.from({ length: 450 }, (_, n) => n + 1));
    expect(events.unsent).toBe(0);
  });
});

test("S6: thirty days off line, 100,000 events: never many in memory, batches that join, few kept afterwards", async () => {
  const COUNT = 100_000, events = await open(), { stream } = await events.batch();
  const tx = tv.transaction(["kv", "events"], "readwrite"), row = (await tx.objectStore("kv").get("stream")) as StreamRow, list = tx.objectStore("events");
  for (let n = 1; n <= COUNT; n++) void list.put(`"boot":"b0b0b0b0","mono_ms":${n},"wall_ms":1,"kind":"on","s":900}`, n);
  void tx.objectStore("kv").put({ ...row, next: COUNT + 1 }, "stream");
  await tx.done;
  let most = 0;
  const watched = new Proxy(tv, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return async (...words: unknown[]) => {
        const found = await ((value as (...all: unknown[]) => unknown).apply(target, words) as Promise<unknown>);
        if (Array.isArray(found)) most = Math.max(most, found.length);
        return found;
      };
    },
  });
  // Transactions are not promises: those go to the database itself.
  const gate = new Proxy(watched, { get: (target, name) => (name === "transaction" ? tv.transaction.bind(tv) : Reflect.get(target, name)) });
  // One event more waits beside the database, as after a full disk.
  one.kept.set("diemsang-tv-late", JSON.stringify(['"boot":"b0b0b0b0","mono_ms":0,"wall_ms":1,"kind":"open"}']));
  const again = new Events(one, gate, new Room(gate), () => "a", () => ({ boot: "b0b0b0b0", mono_ms: 1, wall_ms: 1 }));
  await again.open();
  expect(again.unsent).toBe(COUNT + 1);
  let acked = 0, last = "";
  for (let more = true, left = again.unsent; more; ) {
    const batch = await again.batch();
    expect([batch.stream, batch.first_seq, batch.texts.length <= BATCH, batch.texts.join().length < 65_536]).toEqual([stream, acked + 1, true, true]);
    if (acked) expect(batch.prev).toBe(last);
    acked += batch.texts.length;
    last = batch.chains[batch.chains.length - 1] as string;
    more = batch.more;
    expect(await again.acknowledged(batch, acked, last)).toBe("good");
    expect(again.unsent).toBeLessThan(left);
    left = again.unsent;
  }
  expect([acked, again.unsent]).toEqual([COUNT + 1, 0]);
  expect(most).toBeLessThanOrEqual(1000);
  expect(await tv.count("events")).toBeLessThanOrEqual(1000);
}, 120_000);

describe("another list under the same name", () => {
  test("S3: a clone's list goes on in a new stream and loses nothing of its own", async () => {
    const events = await open();
    await events.record("open", {});
    const sent = await events.batch();
    expect(await events.acknowledged(sent, 1, "f".repeat(32))).toBe("fork");
    await events.record("close", {});
    const next = await events.batch();
    expect(next.stream).not.toBe(sent.stream);
    expect(kinds(next.texts)).toEqual(["stream", "close"]);
    expect(JSON.parse(next.texts[0] as string)).toMatchObject({ seq: 1, after: sent.stream, after_seq: 1, why: "fork" });
  });

  test("the hub holds more than was sent: that is another's list", async () => {
    const events = await open();
    await events.record("open", {});
    const sent = await events.batch();
    expect(await events.acknowledged(sent, 7, sent.chains[0] as string)).toBe("fork");
  });

  test("a restored hub that holds less is told again from there", async () => {
    const events = await open();
    for (const kind of ["open", "sound", "close"]) {
      await events.record(kind, {});
      const sent = await events.batch();
      await events.acknowledged(sent, sent.first_seq, sent.chains[0] as string);
    }
    const first = await events.chain0((await events.batch()).stream);
    expect(await events.rewind((await events.batch()).stream, 0, first)).toBe(true);
    expect(await told(events)).toEqual(["open", "sound", "close"]);
  });

  test("S2: wiped storage begins a new stream that says which it follows", async () => {
    const events = await open();
    await events.record("open", {});
    const { stream } = await events.batch();
    wipe();
    tv = await openTv();
    const next = await (await open()).batch();
    expect(next.stream).not.toBe(stream);
    expect(JSON.parse(next.texts[0] as string)).toMatchObject({ kind: "stream", after: stream, after_seq: 1, why: "wiped" });
  });
});

describe("a full disk", () => {
  test("what happened waits, in order, is counted, and is told once when there is room", async () => {
    const events = await open();
    await events.record("boot", {});
    full = true;
    expect(await events.record("play", { product: "a" })).toBe(true);
    expect(await events.record("play", { product: "b" })).toBe(true);
    expect(events.unsent).toBe(3);
    full = false;
    await events.record("close", {});
    expect(await told(events)).toEqual(["boot", "play", "play", "close"]);
    expect(events.unsent).toBe(4);
    expect(JSON.parse(one.kept.get("diemsang-tv-late") as string)).toEqual([]);
  });

  test("it waits over a power cut", async () => {
    const events = await open();
    full = true;
    await events.record("play", {});
    const after = await open();
    expect(after.unsent).toBe(1);
    full = false;
    expect(await told(after)).toEqual(["play"]);
  });

  test("power gone between the list and the waiting: told once", async () => {
    const events = await open();
    full = true;
    await events.record("play", { product: "a" });
    const waiting = one.kept.get("diemsang-tv-late") as string;
    full = false;
    await events.record("close", {});
    one.kept.set("diemsang-tv-late", waiting);
    expect(await told(await open())).toEqual(["play", "close"]);
  });

  test("with nowhere to wait it says so", async () => {
    const alone = device({ local: null }), events = await open(alone);
    full = true;
    expect(await events.record("play", {})).toBe(false);
    const shut = device({ local: { getItem: () => null, setItem: () => { throw new DOMException("full", "QuotaExceededError"); } } });
    expect(await (await open(shut)).record("play", {})).toBe(false);
  });

  test("an answer of the hub that cannot be kept is no answer, and the batch goes again", async () => {
    const events = await open();
    await events.record("open", {});
    const sent = await events.batch();
    full = true;
    await expect(events.acknowledged(sent, 1, sent.chains[0] as string)).rejects.toThrow();
    full = false;
    expect(await events.batch()).toEqual(sent);
  });
});

describe("two windows", () => {
  test("the second writes nothing, neither in the list nor in the waiting", async () => {
    const wire = wires(), first = device({ channel: wire }), lease = new Lease(first, tv);
    expect(await lease.take()).toBe(true);
    const events = await open(first, lease.me);
    await events.record("open", {});
    const intruder = await open(first, "another");
    expect(await intruder.record("play", {})).toBe(false);
    expect(intruder.passive).toBe(true);
    expect(first.kept.get("diemsang-tv-late")).toBeUndefined();
    expect(await told(events)).toEqual(["open"]);
  });

  test("the second becomes the writer when the first is gone, and not before", async () => {
    const wire = wires(), first = new Lease(device({ channel: wire }), tv);
    const second = new Lease(device({ channel: wire, random: (n) => new Uint8Array(n).fill(7) }), tv);
    expect(await first.take()).toBe(true);
    expect(await second.take()).toBe(false);
    await first.release();
    expect(await second.take()).toBe(true);
  });

  test("a lease that a power cut left behind is not waited for", async () => {
    await new Lease(device(), tv).take();
    const next = new Lease(device({ channel: wires(), random: (n) => new Uint8Array(n).fill(9) }), tv);
    expect(await next.take()).toBe(true);
  });
});
