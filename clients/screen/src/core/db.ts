/**
 * Two databases: `tv` (identity, events, content tree, small things) and `tv-files` (media in pieces, state of the app; the service worker reads it).
 * Their shapes stay as they are: an app one step back must read what a newer one wrote.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Hash } from "./types";

export interface TvSchema extends DBSchema {
  kv: { key: string; value: unknown };
  /** Key: running number; value: the event's text without `{"seq":n,`. */
  events: { key: number; value: string };
  /** Key: hash; value: the object's text. */
  objects: { key: Hash; value: string };
}

export interface MediaRow {
  n: number;
  t: string;
  /** Pieces kept, from the first on. */
  have: number;
  /** All pieces kept, each with the hash that the signed record names. */
  whole: boolean;
}

export interface FilesSchema extends DBSchema {
  media: { key: Hash; value: MediaRow };
  pieces: { key: [Hash, number]; value: ArrayBuffer };
  kv: { key: string; value: unknown };
}

export type Tv = IDBPDatabase<TvSchema>;
export type Files = IDBPDatabase<FilesSchema>;
export const PIECE = 262144;
const RESERVE = 65536;

/** Power may go at any moment: a transaction counts only when it is on the disk. Engines before 83 do so anyway and ignore the word. */
export const SURE = { durability: "strict" } as const;

export function openTv(): Promise<Tv> {
  return openDB<TvSchema>("tv", 1, {
    upgrade(db) {
      db.createObjectStore("kv");
      db.createObjectStore("events");
      db.createObjectStore("objects");
    },
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  });
}

export function openFiles(): Promise<Files> {
  return openDB<FilesSchema>("tv-files", 1, {
    upgrade(db) {
      db.createObjectStore("media");
      db.createObjectStore("pieces");
      db.createObjectStore("kv");
    },
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  });
}

/** Whether a write failed for want of room; engines differ in where they put the name. */
export function isFull(error: unknown): boolean {
  const one = error as { name?: string; inner?: { name?: string } } | null;
  return !!one && (one.name === "QuotaExceededError" || (!!one.inner && one.inner.name === "QuotaExceededError"));
}

/**
 * Room for what is small and must never fail. A filler record lies in the way; when a small write fails it is deleted, and `free` (eviction of
 * media) is asked for more, then the write is tried again.
 */
export class Room {
  /** Set by the media module: removes something, answers whether it could. */
  free: () => Promise<boolean> = () => Promise.resolve(false);
  state: "ok" | "full" | "failing" | "unknown" = "unknown";
  private reserved = false;

  constructor(private readonly tv: Tv) {}

  /** Put the filler back when there is room again. */
  async reserve(): Promise<void> {
    if (this.reserved) return;
    try {
      this.reserved = (await this.tv.getKey("kv", "reserve")) !== undefined;
      if (!this.reserved) await this.tv.put("kv", new Uint8Array(RESERVE).map((_, i) => (i * 167) & 255), "reserve");
      this.reserved = true;
      this.state = "ok";
    } catch (error) {
      this.state = isFull(error) ? "full" : "failing";
    }
  }

  /** Run a small write; it may run several times. Throws only when even an emptied store refuses. */
  async small<T>(write: () => Promise<T>): Promise<T> {
    for (let round = 0; ; round++) {
      try {
        const result = await write();
        if (this.state !== "full") this.state = "ok";
        return result;
      } catch (error) {
        this.state = isFull(error) ? "full" : "failing";
        if (!isFull(error) || round > 4) throw error;
        if (round === 0) {
          await this.tv.delete("kv", "reserve");
          this.reserved = false;
        } else if (!(await this.free())) throw error;
      }
    }
  }
}
