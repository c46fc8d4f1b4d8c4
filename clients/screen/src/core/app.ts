/** The app itself: a version is taken whole or not at all; the service worker shows it and goes one step back when it does not start (sw/sw.ts). */
import { type Files } from "./db";
import { type Env, sha256 } from "./env";

/** In `tv-files`, under `app`: read by the service worker at each start. */
export interface AppRow {
  current: string;
  previous: string | null;
  ready: string | null;
  /** Starts of `current` since it last said that it stands. */
  starts: number;
  /** The version that failed, so that it is not taken again. */
  bad: string | null;
}

export interface Manifest {
  version: string;
  files: [string, string, number][];
}

export const cacheOf = (version: string): string => `tv-app-${version}`;

/**
 * Fetch every file of the newest version into a cache of its own. Its version, or null when one file was missing or wrong. The page comes last: a cache that has it is
 * whole, and what a cut leaves behind is never shown, but need not cross the line again; nor what the page has just loaded,
 * which lies in the browser's own cache. When that is not what it should be, the hub is asked once more.
 */
export async function takeApp(env: Pick<Env, "fetch" | "subtle">, store: CacheStorage): Promise<string | null> {
  const answer = await env.fetch("/tv/app.json", { cache: "no-store", credentials: "omit" });
  if (answer.status !== 200) return null;
  const manifest = (await answer.json()) as Manifest, name = cacheOf(manifest.version), cache = await store.open(name);
  if (await cache.match("/tv/")) return manifest.version;
  for (const [path, hash] of manifest.files.slice().reverse()) {
    // Names of files are hashes: what another version has already is the same.
    const known = path === "/tv/" ? undefined : await store.match(path);
    let file = known || (await env.fetch(path, { cache: path === "/tv/" ? "no-cache" : "default" })), bytes: ArrayBuffer;
    for (let again = false; ; again = true) {
      bytes = await file.clone().arrayBuffer();
      if (file.status === 200 && (await sha256(env as Env, bytes)) === hash) break;
      if (again) {
        await store.delete(name);
        return null;
      }
      file = await env.fetch(path, { cache: "no-store" });
    }
    const headers: { [name: string]: string } = {};
    for (const word of ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]) {
      const value = file.headers.get(word);
      if (value) headers[word] = value;
    }
    await cache.put(path, new Response(bytes, { status: 200, headers }));
  }
  return manifest.version;
}

export const readApp = async (files: Files): Promise<AppRow | null> => ((await files.get("kv", "app")) as AppRow | undefined) || null;

export const writeApp = (files: Files, row: AppRow): Promise<unknown> => files.put("kv", row, "app");
