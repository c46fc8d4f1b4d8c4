/**
 * The service worker: shows the kept app and the kept media, with or without a hub. Small and stable; all policy is in the page.
 * `/tv/` from the current version, one step back after two starts that did not come to stand; `/media/{hash}` from the pieces, with ranges.
 */
import { type AppRow, cacheOf, readApp, takeApp, writeApp } from "../src/core/app";
import { type Files, openFiles, PIECE } from "../src/core/db";

/** What is used of a service worker; the library of types for workers does not go with that of pages. */
interface Later extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Later {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", listen: (event: Later) => void): void;
  addEventListener(name: "fetch", listen: (event: Asked) => void): void;
}
const worker = self as unknown as Worker;
const MOST_STARTS = 2;
/** Pieces in one answer to a player: 1 MiB at once is enough for it and light for a set with little memory. */
const MOST_PIECES = 4;

let opened: Promise<Files> | null = null;
const files = (): Promise<Files> => (opened = opened || openFiles().catch((error: Error) => {
  opened = null;
  throw error;
}));

worker.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const store = await files();
    if (!(await readApp(store))) {
      const version = await takeApp({ fetch: (path, init) => fetch(path, init), subtle: crypto.subtle }, caches);
      if (!version) throw new Error("not whole");
      await writeApp(store, { current: version, previous: null, ready: null, starts: 0, bad: null });
    }
    await worker.skipWaiting();
  })());
});

worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

/** The page of the version that is to run now. */
async function page(request: Request): Promise<Response> {
  try {
    const store = await files();
    let row = await readApp(store);
    if (row) {
      if (row.starts >= MOST_STARTS && row.previous) row = { ...row, current: row.previous, previous: null, bad: row.current, starts: 0, ready: null } as AppRow;
      await writeApp(store, { ...row, starts: row.starts + 1 });
      for (const version of [row.current, row.previous]) {
        const kept = version && (await (await caches.open(cacheOf(version))).match("/tv/"));
        if (kept) return kept;
      }
    }
  } catch (_) {
    // Storage failed: the hub may still help.
  }
  return (await caches.match("/tv/")) || fetch(request);
}

async function media(request: Request, hash: string): Promise<Response> {
  let store: Files, row;
  try {
    store = await files();
    row = await store.get("media", hash);
  } catch (_) {
    return fetch(request);
  }
  if (!row || !row.whole) return fetch(request);
  const size = row.n, asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") || "");
  let from = 0, to = size - 1;
  if (asked) {
    if (asked[1]) {
      from = +asked[1];
      if (asked[2]) to = Math.min(to, +asked[2]);
    } else if (asked[2]) from = Math.max(0, size - +asked[2]);
    if (from > to) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  }
  // No stream: Chromium 68 dies when a player lets go of one. A player that asks on to the end gets the next pieces when it asks again.
  if (asked) to = Math.min(to, (Math.floor(from / PIECE) + MOST_PIECES) * PIECE - 1);
  const body = new Uint8Array(to + 1 - from);
  for (let at = from; at <= to; ) {
    const number = Math.floor(at / PIECE), piece = await store.get("pieces", [hash, number]);
    if (!piece) return fetch(request);
    const some = new Uint8Array(piece, at - number * PIECE, Math.min(piece.byteLength - (at - number * PIECE), to + 1 - at));
    body.set(some, at - from);
    at += some.byteLength;
  }
  const headers: { [name: string]: string } = { "Content-Type": row.t, "Content-Length": `${to - from + 1}`, "Accept-Ranges": "bytes" };
  if (asked) headers["Content-Range"] = `bytes ${from}-${to}/${size}`;
  return new Response(body, { status: asked ? 206 : 200, headers });
}

worker.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== worker.location.origin || request.method !== "GET") return;
  const file = /^\/media\/([0-9a-f]{64})$/.exec(url.pathname);
  // The page's own downloads ask the hub (they say so by `no-store`), a player asks us.
  if (file && request.cache !== "no-store") return event.respondWith(media(request, file[1] as string));
  if (request.mode === "navigate" && url.pathname === "/tv/") return event.respondWith(page(request));
  if (/^\/tv\/f\//.test(url.pathname) && request.cache !== "no-store") event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});

export {};
