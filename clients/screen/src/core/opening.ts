/** What was kept, read in one turn of each database: each turn costs an old set a good part of a frame, and the first picture waits for the last of them. */
import { type AppRow, readApp } from "./app";
import { type Files, openFiles, openTv, type Tv } from "./db";
import type { Env } from "./env";
import { Shelf } from "./media";
import type { Hash } from "./types";

export interface Opened {
  tv: Tv;
  /** All that is small. */
  kv: Map<string, unknown>;
  /** Objects of the tree. */
  objects: Map<Hash, string | undefined>;
  files: Files;
  shelf: Shelf;
  row: AppRow | null;
}

const together = <K, V>(keys: K[], values: V[]): Map<K, V> => new Map(keys.map((key, at) => [key, values[at] as V] as [K, V]));

async function openSmall(): Promise<Pick<Opened, "tv" | "kv" | "objects">> {
  const tv = await openTv(), kv = tv.transaction("kv").store, tree = tv.transaction("objects").store;
  const [names, values, hashes, texts] = await Promise.all([kv.getAllKeys(), kv.getAll(), tree.getAllKeys(), tree.getAll().catch(() => null)]);
  // One that cannot be read must not cost the others: then each is read by itself.
  const read = texts || (await Promise.all(hashes.map((hash) => tv.get("objects", hash).catch(() => undefined))));
  return { tv, kv: together(names, values), objects: together(hashes, read) };
}

async function openShelf(env: Env): Promise<Pick<Opened, "files" | "shelf" | "row">> {
  const files = await openFiles(), shelf = new Shelf(env, files), [row] = await Promise.all([readApp(files).catch(() => null), shelf.load()]);
  return { files, shelf, row };
}

export async function openAll(env: Env): Promise<Opened> {
  const [small, files] = await Promise.all([openSmall(), openShelf(env)]);
  return { ...small, ...files };
}
