/** A hub for tests of the core, in memory: pairs at once, stores events once, signs a tree; and can be newer than the app, deaf, busy or forgetful. */
import type { AppRow } from "./app";
import { sha256 } from "./env";
import { type Device, device } from "./testing";

type Json = { [name: string]: unknown };

/** Fields that no app of today knows. */
export const LATER = { later: { deep: [1, { x: null }] }, another: "…" };

interface Kept {
  acked: number;
  chain: string;
}

export class TestHub {
  /** Kinds of all events ever stored, whoever told them, in order. */
  readonly told: Json[] = [];
  /** Bodies of contacts. */
  readonly contacts: (Json & { health: { sound: string }; at: number; secret: string })[] = [];
  readonly revoked = new Set<string>();
  /** Stores, but the answer is lost. */
  deaf = false;
  /** Answers instead of its own. */
  instead: (() => Response | Promise<Response>) | null = null;
  /** Awaited before each answer. */
  hold: (path: string) => Promise<void> = () => Promise.resolve();
  /** No line at all. */
  away = false;
  /** Added to every object it sends. */
  more: Json = {};
  app = "1";
  /** Files of the app: path and text. */
  readonly files = new Map<string, string>();
  private readonly streams = new Map<string, Kept>();
  private readonly objects = new Map<string, string>();
  private keys: CryptoKeyPair | null = null;
  private root = "";
  number = 0;

  constructor(private readonly now: () => number) {}

  private async object(value: Json): Promise<[string, number]> {
    const text = JSON.stringify({ ...value, ...this.more }), hash = await sha256(device(), text);
    this.objects.set(hash, text);
    return [hash, text.length];
  }

  async publish(records: Json[]): Promise<void> {
    this.keys = this.keys || ((await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"])) as CryptoKeyPair);
    const listed: unknown[] = [];
    for (const record of records) listed.push([record.id, ...(await this.object({ v: 1, ...record }))]);
    const shard = await this.object({ v: 1, records: listed });
    const tongue = { tag: "vi", name: "Tiếng Việt", own_name: "Tiếng Việt", note: "", illustration: false, machine_voice: true, fallback: null, greeting: null, picture: null };
    const varieties = await this.object({ v: 1, varieties: [{ ...tongue, ...this.more }] });
    this.root = JSON.stringify({ v: 1, number: ++this.number, made_at: "2026-11-20T02:00:00Z", shards: [shard], varieties, ...this.more });
  }

  private json(value: unknown, status = 200, headers: { [name: string]: string } = {}): Response {
    return new Response(JSON.stringify({ ...(value as Json), ...this.more }), { status, headers });
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    if (this.away) throw new TypeError("net::ERR_NAME_NOT_RESOLVED");
    await this.hold(path);
    const bearer = ((init.headers as { Authorization?: string } | undefined) || {}).Authorization || "";
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as Json) : {};
    if (path === "/api/screen/v1/pairings") return this.json({ id: "p", code: "12345678", claim_url: "https://hub/", expires_at: "2026-11-20T02:15:00Z", poll_after_s: 3 }, 201);
    if (path === "/api/screen/v1/pairings/p") return this.json({ state: "claimed", point: { code: "TQ-0001", name: "Nhà văn hoá" }, screen: "s", poll_after_s: 3 });
    if (path === "/api/screen/v1/settings") return this.json(await this.settings());
    if (path === "/api/screen/v1/root") {
      if (!this.root || !this.keys) return this.json({ reason: "nothing_published" }, 404);
      const bytes = new TextEncoder().encode(this.root);
      const signed = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.keys.privateKey, bytes));
      return new Response(this.root, { headers: { ETag: `"${this.number}"`, "X-Root-Signature": btoa(String.fromCharCode(...signed)) } });
    }
    if (path === "/api/screen/v1/bundle") {
      const objects: { [hash: string]: string } = {};
      for (const hash of body.want as string[]) if (this.objects.has(hash)) objects[hash] = this.objects.get(hash) as string;
      return this.json({ objects });
    }
    if (path === "/api/screen/v1/contact") return this.contact(bearer, body);
    const file = this.files.get(path);
    return file === undefined ? new Response("", { status: 404 }) : new Response(file);
  }

  /** Put a version of the app up: its page and its files, each under its hash. */
  async build(version: string, texts: string[]): Promise<string[]> {
    const files: [string, string, number][] = [["/tv/", await sha256(device(), `page ${version}`), 0]];
    this.files.set("/tv/", `page ${version}`);
    for (const text of texts) {
      const hash = await sha256(device(), text), path = `/tv/f/${hash}.js`;
      files.push([path, hash, text.length]);
      this.files.set(path, text);
    }
    this.files.set("/tv/app.json", JSON.stringify({ version, files }));
    this.app = version;
    return files.map((one) => one[0]);
  }

  private async settings(): Promise<Json> {
    const spki = this.keys ? [btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey("spki", this.keys.publicKey))))] : [];
    return {
      v: "1", screen: "s", hub: "Hub", point: { code: "TQ-0001", name: "Nhà văn hoá", place: "", note: "", ...this.more }, now: this.now(), varieties: ["vi"], hide: [], keys: spki, root_floor: 0,
      idle_s: 180, volume_note: "", lead_in_ms: 3000, quiet: [], media: [{ from: "00:00", to: "24:00", max_kib_s: null, max_item_kib: null, ...this.more }], cap_kib: 1000, hours: "", poll_s: 300, pin: null, illustration: true,
    };
  }

  private async contact(secret: string, body: Json): Promise<Response> {
    this.contacts.push({ ...body, at: this.now(), secret } as unknown as (typeof this.contacts)[number]);
    if (this.instead) return this.instead();
    const name = `${secret} ${body.stream as string}`, first = body.first_seq as number;
    const held = this.streams.get(name) || { acked: 0, chain: (await sha256(device(), body.stream as string)).slice(0, 32) };
    if (this.revoked.has(secret)) return this.json({ reason: "revoked", message: "Màn hình này đã được thôi dùng.", ...(this.streams.has(name) ? held : {}) }, 401);
    if (first > held.acked + 1) return this.json({ reason: "gap", message: "", ...held }, 409);
    let chain = held.chain, acked = held.acked;
    for (const event of (body.events as Json[]).slice(held.acked + 1 - first)) {
      // The app made the text by JSON too, in the same order: these are its bytes.
      chain = (await sha256(device(), chain + JSON.stringify(event))).slice(0, 32);
      acked++;
      this.told.push(event);
    }
    this.streams.set(name, { acked, chain });
    if (this.deaf) throw new TypeError("net::ERR_CONNECTION_RESET");
    return this.json({ acked, chain, root: this.number, settings: "1", app: this.app, now: this.now(), poll_after_s: 300 });
  }

  of(kind: string): Json[] {
    return this.told.filter((one) => one.kind === kind);
  }
}

export interface Television extends Device {
  /** To the next thing that is due. */
  onward(): void;
  /** Answers and hashes that are on their way. */
  busy(): boolean;
  /** The power goes: nothing that waited runs any more. */
  cut(): void;
}

/** A set whose timers run only when its time passes. Nobody else is on its channel. */
export function television(hub: (path: string, init?: RequestInit) => Promise<Response>): Television {
  let timers: { at: number; run: () => void }[] = [], busy = 0;
  async function counted<T>(work: Promise<T>): Promise<T> {
    busy++;
    try {
      return await work;
    } finally {
      busy--;
    }
  }
  const subtle = new Proxy(crypto.subtle, {
    get: (target, name) => (...words: unknown[]) => counted((Reflect.get(target, name) as (...all: unknown[]) => Promise<unknown>).apply(target, words)),
  });
  const plain = device({
    // The app's own files come at their leisure: nobody waits for them.
    fetch: (path, init) => (path.indexOf("/tv/") === 0 ? hub(path, init) : counted(hub(path, init))),
    subtle,
    channel: () => ({ postMessage: () => undefined, onmessage: null }),
    after(ms, run) {
      const one = { at: made.mono() + ms, run };
      timers.push(one);
      return () => void (timers = timers.filter((other) => other !== one));
    },
  });
  const made: Television = Object.assign(plain, {
    onward(): void {
      const next = Math.min(1000, ...timers.map((one) => one.at - made.mono()));
      made.pass(Math.max(0, next));
      const due = timers.filter((one) => one.at <= made.mono());
      timers = timers.filter((one) => one.at > made.mono());
      due.forEach((one) => one.run());
    },
    busy: () => busy > 0,
    cut: (): void => void (timers = []),
  });
  return made;
}

declare const setImmediate: (run: () => void) => void;

const QUIET = 25, MOST_TURNS = 100_000;

/** Let time pass until it is so. What the core does between two moments (hashes, transactions) takes turns, not time. */
export async function until(set: Television, so: () => boolean, hours = 3): Promise<void> {
  for (const end = set.mono() + hours * 3_600_000; !so(); set.onward()) {
    if (set.mono() > end) throw new Error("never");
    for (let turn = 0, quiet = 0; quiet < QUIET && turn < MOST_TURNS; turn++, quiet = set.busy() ? 0 : quiet + 1) await new Promise((done) => setImmediate(() => done(null)));
  }
}

/** Caches in memory, in the order they were made, as the browser searches them. */
export class TestCaches {
  readonly all = new Map<string, Map<string, { body: ArrayBuffer; headers: [string, string][] }>>();
  full = false;

  private static path(what: RequestInfo | URL): string {
    return new URL(typeof what === "string" ? what : (what as Request).url, "https://hub.test").pathname;
  }
  open(name: string): Promise<Cache> {
    if (!this.all.has(name)) this.all.set(name, new Map());
    const here = this.all.get(name) as Map<string, { body: ArrayBuffer; headers: [string, string][] }>;
    return Promise.resolve({
      put: async (path: string, answer: Response) => {
        if (this.full) throw new DOMException("full", "QuotaExceededError");
        here.set(TestCaches.path(path), { body: await answer.arrayBuffer(), headers: Array.from(answer.headers) });
      },
      match: (what: RequestInfo) => Promise.resolve(this.found(here, what)),
    } as unknown as Cache);
  }
  private found(here: Map<string, { body: ArrayBuffer; headers: [string, string][] }>, what: RequestInfo | URL): Response | undefined {
    const one = here.get(TestCaches.path(what));
    return one && new Response(one.body.slice(0), { headers: one.headers });
  }
  match(what: RequestInfo): Promise<Response | undefined> {
    for (const here of this.all.values()) {
      const one = this.found(here, what);
      if (one) return Promise.resolve(one);
    }
    return Promise.resolve(undefined);
  }
  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.all.delete(name));
  }
  keys(): Promise<string[]> {
    return Promise.resolve(Array.from(this.all.keys()));
  }
}

export const appRow = (current: string, more: Partial<AppRow> = {}): AppRow => ({ current, previous: null, ready: null, starts: 0, bad: null, ...more });
