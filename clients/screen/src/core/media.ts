/**
 * Sound, pictures and films: fetched in pieces of 256 KiB, each hashed before it is kept, so that a cut wastes one piece at most and nothing half is ever
 * shown. One download at a time, within the windows, rates and caps of the settings; what does not fit goes by priority.
 */
import type { State } from "./api";
import { type Files, isFull, type MediaRow, PIECE, SURE } from "./db";
import { type Env, sha256 } from "./env";
import type { Hash, Media, Settings } from "./types";

/** What a screen wants to hold, best first. `rank` 0 is never evicted. */
export interface Wish {
  media: Media;
  rank: number;
  product: string | null;
}

export type Outcome = "done" | "kept" | "gone" | "later" | "full" | "stopped";

/** Longest wait for one piece: 256 KiB at 16 kbit/s takes 131 s. */
const PIECE_MS = 180_000;
const SPARE = 524_288;

/** Best first: rank, then small, then in the order given (new products first). */
export function inOrder(wishes: Wish[]): Wish[] {
  const best = new Map<Hash, { wish: Wish; at: number }>();
  wishes.forEach((wish, at) => {
    const known = best.get(wish.media.h);
    if (!known || wish.rank < known.wish.rank) best.set(wish.media.h, { wish, at });
  });
  return Array.from(best.values()).sort((a, b) => a.wish.rank - b.wish.rank || a.wish.media.n - b.wish.media.n || a.at - b.at).map((one) => one.wish);
}

export class Shelf {
  /** Whole and checked. */
  readonly whole = new Set<Hash>();
  bytes = 0;
  /** Told by the hub: withdrawn (410) or unknown. Forgotten with the next tree. */
  readonly gone = new Set<Hash>();
  progress: { hash: Hash; done: number; of: number } | null = null;
  private freed: { [why: string]: number } = {};
  private readonly sizes = new Map<Hash, number>();

  constructor(
    private readonly env: Env,
    private readonly files: Files,
  ) {}

  async load(): Promise<void> {
    const { store } = this.files.transaction("media"), [hashes, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
    hashes.forEach((hash, at) => this.keep(hash, rows[at] as MediaRow));
  }

  private keep(hash: Hash, row: MediaRow): void {
    const kept = row.whole ? row.n : row.have * PIECE, was = this.sizes.get(hash) || 0;
    this.sizes.set(hash, kept);
    this.bytes += kept - was;
    if (row.whole) this.whole.add(hash);
  }

  /** Fetch what is missing of one file. `pace` waits between pieces; `stop` ends it politely. */
  async fetch(media: Media, make: () => Promise<boolean>, pace: (bytes: number, ms: number) => Promise<void>, stop: () => boolean): Promise<Outcome> {
    if (this.whole.has(media.h)) return "kept";
    let row = (await this.files.get("media", media.h)) || { n: media.n, t: media.t, have: 0, whole: false };
    const pieces = Math.max(1, Math.ceil(media.n / PIECE)), hashes = media.pieces || [media.h];
    if (hashes.length !== pieces) return "gone";
    if (row.n !== media.n) row = { n: media.n, t: media.t, have: 0, whole: false };
    while (row.have < pieces) {
      if (stop()) return "stopped";
      this.progress = { hash: media.h, done: row.have * PIECE, of: media.n };
      const from = row.have * PIECE, to = Math.min(media.n, from + PIECE), before = this.env.mono();
      const got = await this.piece(media, from, to);
      if (typeof got === "string") {
        if (got === "gone") this.gone.add(media.h);
        this.progress = null;
        return got;
      }
      if ((await sha256(this.env, got)) !== hashes[row.have]) {
        this.progress = null;
        return "later";
      }
      const next: MediaRow = { ...row, have: row.have + 1, whole: row.have + 1 === pieces };
      for (;;) {
        try {
          const tx = this.files.transaction(["media", "pieces"], "readwrite", SURE);
          void tx.objectStore("pieces").put(got, [media.h, row.have]);
          void tx.objectStore("media").put(next, media.h);
          await tx.done;
          break;
        } catch (error) {
          if (!isFull(error)) throw error;
          if (!(await make())) {
            this.progress = null;
            return "full";
          }
        }
      }
      row = next;
      this.keep(media.h, row);
      await pace(to - from, this.env.mono() - before);
    }
    this.progress = null;
    return "done";
  }

  /** One piece, or why not. Whatever the server or the line does, only bytes of the right length come back. */
  private async piece(media: Media, from: number, to: number): Promise<ArrayBuffer | "gone" | "later"> {
    const abort = new AbortController(), cancel = this.env.after(PIECE_MS, () => abort.abort());
    try {
      const answer = await this.env.fetch(`/media/${media.h}`, { headers: { Range: `bytes=${from}-${to - 1}` }, signal: abort.signal, credentials: "omit", cache: "no-store" });
      if (answer.status === 410 || answer.status === 404) return "gone";
      if (answer.status === 206) {
        const range = answer.headers.get("Content-Range");
        if (range && range.indexOf(`bytes ${from}-${to - 1}/`) !== 0) return "later";
        const bytes = await answer.arrayBuffer();
        return bytes.byteLength === to - from ? bytes : "later";
      }
      if (answer.status === 200) {
        // A server without ranges: the whole comes again; take our piece of it, never append.
        const bytes = await answer.arrayBuffer();
        return bytes.byteLength === media.n ? bytes.slice(from, to) : "later";
      }
      return "later";
    } catch (_) {
      return "later";
    } finally {
      cancel();
    }
  }

  async drop(hash: Hash, why: "quota" | "expired" | "withdrawn"): Promise<void> {
    const tx = this.files.transaction(["media", "pieces"], "readwrite");
    void tx.objectStore("media").delete(hash);
    void tx.objectStore("pieces").delete(IDBKeyRange.bound([hash, 0], [hash, Infinity]));
    await tx.done;
    const kept = this.sizes.get(hash) || 0;
    this.sizes.delete(hash);
    this.whole.delete(hash);
    this.bytes -= kept;
    this.freed[why] = (this.freed[why] || 0) + kept;
  }

  /** How much of what is wanted lies here, and what comes in now. */
  count(order: Wish[]): Pick<State["sync"], "wantedFiles" | "wantedBytes" | "heldFiles" | "heldBytes" | "downloading"> {
    let heldFiles = 0, heldBytes = 0, wantedBytes = 0;
    for (const { media } of order) {
      wantedBytes += media.n;
      if (this.whole.has(media.h)) {
        heldFiles++;
        heldBytes += media.n;
      }
    }
    return { wantedFiles: order.length, wantedBytes, heldFiles, heldBytes, downloading: this.progress && { product: null, ...this.progress } };
  }

  /** What was removed since the last call, one sum (KiB) for each reason. */
  told(tell: (kib: number, why: string) => void): void {
    const { freed } = this;
    this.freed = {};
    Object.keys(freed).forEach((why) => tell(Math.ceil((freed[why] as number) / 1024), why));
  }

  /** Everything here, whole or begun. */
  hashes(): Hash[] {
    return Array.from(this.sizes.keys());
  }

  size(hash: Hash): number {
    return this.sizes.get(hash) || 0;
  }

  /** Room for something of `rank`: first what nobody wants, then the least wanted of a worse rank, largest first. False: nothing may go. */
  async evict(order: Wish[], rank: number): Promise<boolean> {
    const wanted = new Map<Hash, number>();
    order.forEach((one) => wanted.set(one.media.h, one.rank));
    let worst: Hash | null = null, worstRank = rank;
    for (const hash of this.hashes()) {
      const its = wanted.has(hash) ? (wanted.get(hash) as number) : Infinity;
      if (its > worstRank || (its === worstRank && worst !== null && this.size(hash) > this.size(worst))) {
        worst = hash;
        worstRank = its;
      }
    }
    if (worst === null) return false;
    await this.drop(worst, "quota");
    return true;
  }

  /** Room for something small, with some to spare: engines give back what was deleted late. */
  async spare(order: Wish[]): Promise<boolean> {
    const before = this.bytes;
    while (before - this.bytes < SPARE) if (!(await this.evict(order, 1))) break;
    return this.bytes < before;
  }
}

/** What the line brings next, and why not more: alerts (rank 0) never wait for a window or for room under the cap. */
export function nextWish(
  order: Wish[], shelf: Pick<Shelf, "whole" | "gone" | "bytes" | "size">, window: Settings["media"][0] | null | undefined, cap: number, waits: (hash: Hash) => boolean,
): { next: Wish | null; paused: "window" | "cap" | null } {
  let paused: "window" | "cap" | null = null;
  for (const one of order) {
    if (shelf.whole.has(one.media.h) || shelf.gone.has(one.media.h) || waits(one.media.h)) continue;
    if (one.rank > 0 && !window) paused = "window";
    else if (one.rank > 0 && window && window.max_item_kib !== null && one.media.n > window.max_item_kib * 1024) continue;
    else if (one.rank > 0 && shelf.bytes + one.media.n - shelf.size(one.media.h) > cap) paused = "cap";
    else return { next: one, paused };
  }
  return { next: null, paused };
}
