import { beforeEach, describe, expect, test } from "vitest";

import { type Files, openFiles, PIECE } from "./db";
import { sha256 } from "./env";
import { inOrder, type Outcome, Shelf, type Wish } from "./media";
import { device, narrow, wipe } from "./testing";
import type { Media } from "./types";

const BYTES = new Uint8Array(PIECE * 2 + 1000).map((_, at) => (at * 31) & 255), env = device();
const PIECES = await Promise.all([0, 1, 2].map((at) => sha256(env, BYTES.slice(at * PIECE, (at + 1) * PIECE))));
const SONG = { h: await sha256(env, BYTES), n: BYTES.length, t: "audio/ogg", pieces: PIECES } as Media;

type Answer = (from: number, to: number) => Response;
let files: Files, asked: string[], answer: Answer, full = false;
const ranged: Answer = (from, to) =>
  new Response(BYTES.slice(from, to + 1), { status: 206, headers: { "Content-Range": `bytes ${from}-${to}/${BYTES.length}` } });

beforeEach(async () => {
  wipe();
  files = await openFiles();
  asked = [];
  answer = ranged;
  full = false;
});

async function shelf(): Promise<Shelf> {
  const env = device({
    fetch: (_path, init) => {
      const range = (init?.headers as { Range: string }).Range;
      asked.push(range);
      const [from, to] = range.slice(6).split("-").map(Number) as [number, number];
      return Promise.resolve().then(() => answer(from, to));
    },
  });
  const made = new Shelf(env, narrow(files, () => full));
  await made.load();
  return made;
}
const get = (from: Shelf, what: Media = SONG, make = (): Promise<boolean> => Promise.resolve(false)): Promise<Outcome> => from.fetch(what, make, () => Promise.resolve(), () => false);

describe("a file in pieces", () => {
  test("it counts when all of it is here and checked, over a restart too", async () => {
    const first = await shelf();
    expect(await get(first)).toBe("done");
    expect(first.whole.has(SONG.h)).toBe(true);
    expect((await shelf()).whole.has(SONG.h)).toBe(true);
    expect(first.bytes).toBe(BYTES.length);
  });

  test("D2: a reset in the second piece costs that piece alone", async () => {
    let cut = true;
    answer = (from, to) => {
      if (from === PIECE && cut) throw new TypeError("reset");
      return ranged(from, to);
    };
    expect(await get(await shelf())).toBe("later");
    cut = false;
    asked = [];
    expect(await get(await shelf())).toBe("done");
    expect(asked).toEqual([`bytes=${PIECE}-${2 * PIECE - 1}`, `bytes=${2 * PIECE}-${BYTES.length - 1}`]);
  });

  const liars: [string, Answer][] = [
    ["a body that ends early", (from) => new Response(BYTES.slice(from, from + 10), { status: 206 })],
    ["another range than asked", () => new Response(BYTES.slice(0, PIECE), { status: 206, headers: { "Content-Range": "bytes 5-262148/999999" } })],
    ["other bytes of the right length", (from, to) => new Response(new Uint8Array(to + 1 - from), { status: 206 })],
    ["a page of a captive portal", () => new Response("<html>xin chào</html>", { status: 200 })],
    ["a fault of the server", () => new Response("", { status: 500 })],
  ];
  test.each(liars)("D1: %s is not kept", async (_what, said) => {
    answer = said;
    const here = await shelf();
    expect(await get(here)).toBe("later");
    expect([here.bytes, here.whole.size]).toEqual([0, 0]);
    expect(await files.count("pieces")).toBe(0);
  });

  test("a server without ranges gives the whole each time; our piece is cut out, nothing is appended", async () => {
    answer = () => new Response(BYTES.slice(), { status: 200 });
    expect(await get(await shelf())).toBe("done");
    const third = (await files.get("pieces", [SONG.h, 2])) as ArrayBuffer;
    expect(third.byteLength).toBe(1000);
  });

  test.each([404, 410])("what the hub took back (%i) is not asked for again", async (status) => {
    answer = () => new Response("", { status });
    const here = await shelf();
    expect(await get(here)).toBe("gone");
    expect(here.gone.has(SONG.h)).toBe(true);
  });

  test("without room it says full and keeps what it had; with room made it goes on", async () => {
    const here = await shelf();
    answer = (from, to) => {
      full = from > 0;
      return ranged(from, to);
    };
    expect(await get(here)).toBe("full");
    full = false;
    answer = ranged;
    expect(here.bytes).toBe(PIECE);
    full = true;
    const made = (): Promise<boolean> => {
      full = false;
      return Promise.resolve(true);
    };
    expect(await get(here, SONG, made)).toBe("done");
  });
});

describe("what goes first and what goes away", () => {
  const wish = (name: string, rank: number, n: number): Wish => ({ media: { h: name, n, t: "audio/ogg" } as Media, rank, product: null });

  test("by rank, then small, then as given; a file that two want comes at the better rank", () => {
    const order = inOrder([wish("big", 1, 900), wish("later", 3, 1), wish("small", 1, 10), wish("later", 2, 1), wish("new", 1, 900)]);
    expect(order.map((one) => one.media.h)).toEqual(["small", "big", "new", "later"]);
  });

  async function stocked(): Promise<[Shelf, Wish[]]> {
    const here = await shelf(), kept: [string, number, number][] = [["alert", 0, 300_000], ["words", 1, 100_000], ["song", 4, 400_000], ["story", 4, 200_000], ["nobody's", 9, 50_000]];
    for (const [hash, , n] of kept) await files.put("media", { n, t: "audio/ogg", have: Math.ceil(n / PIECE), whole: true }, hash);
    await here.load();
    return [here, kept.filter((one) => one[0] !== "nobody's").map(([hash, rank, n]) => wish(hash, rank, n))];
  }

  test("what nobody wants, then the least wanted, large before small; warnings never", async () => {
    const [here, order] = await stocked(), gone: string[] = [];
    for (let before = here.hashes(); await here.evict(order, 0); before = here.hashes()) gone.push(before.filter((hash) => here.hashes().indexOf(hash) < 0)[0] as string);
    expect(gone).toEqual(["nobody's", "song", "story", "words"]);
    expect(here.hashes()).toEqual(["alert"]);
  });

  test("room for an event takes enough at once, and is told as one sum", async () => {
    const [here, order] = await stocked();
    expect(await here.spare(order)).toBe(true);
    expect(here.hashes()).toEqual(["alert", "words"]);
    const told: [number, string][] = [];
    here.told((kib, why) => void told.push([kib, why]));
    here.told((kib, why) => void told.push([kib, why]));
    expect(told).toEqual([[Math.ceil(650_000 / 1024), "quota"]]);
    expect(await here.spare(order)).toBe(false);
  });
});
