/** The signed tree: fetched, checked whole, switched in one step; the one before stays. */
import type { Found } from "./api";
import { type Tv, SURE } from "./db";
import { type Env, sha256 } from "./env";
import type { Wish } from "./media";
import type { Hash, Media, Product, Root, Settings, Tag, Track, Variety } from "./types";

interface RootRow {
  text: string;
  etag: string;
  hash: Hash;
}

const WANT = 200;
/** Whether this app can show something of the track; a later hub may know kinds that we do not. */
const shown = (one: Track): boolean => !!(one.video || one.audio || (one.parts || one.questions || []).length);

export class Refusal extends Error {}

export class Content {
  root: Root | null = null;
  varieties: Variety[] = [];
  products: Product[] = [];
  prompts: Product | null = null;
  private etag = "";
  private readonly byId = new Map<string, Product>();
  private readonly words = new Map<Tag, Map<string, { text: string; audio: Media | null }>>();

  constructor(
    private readonly env: Env,
    private readonly tv: Tv,
  ) {}

  product(id: string): Product | null {
    return this.byId.get(id) || null;
  }

  /** The track in a variety, its fallbacks, Vietnamese, any. */
  track(product: Product, lang: Tag): Found | null {
    const tried: Tag[] = [];
    for (let tag: Tag | null = lang; tag && tried.indexOf(tag) < 0; ) {
      tried.push(tag);
      const here: Track | undefined = product.tracks[tag];
      if (here) return { track: here, lang: tag };
      const variety: Variety | undefined = this.varieties.filter((one) => one.tag === tag)[0];
      tag = variety ? variety.fallback : null;
    }
    for (const tag of ["vi", ...Object.keys(product.tracks)]) {
      const here = product.tracks[tag];
      if (here) return { track: here, lang: tag };
    }
    return null;
  }

  word(key: string, lang: Tag): { text: string; audio: Media | null; lang: Tag } | null {
    const found = this.prompts && this.track(this.prompts, lang);
    if (!found) return null;
    for (const tag of [found.lang, "vi"]) {
      const one = this.dictionary(tag).get(key);
      if (one) return { ...one, lang: tag };
    }
    return null;
  }

  private dictionary(tag: Tag): Map<string, { text: string; audio: Media | null }> {
    let words = this.words.get(tag);
    if (!words) {
      words = new Map();
      const track = this.prompts && this.prompts.tracks[tag];
      for (const part of (track && track.parts) || []) if (part.key) words.set(part.key, { text: part.text, audio: part.audio || null });
      this.words.set(tag, words);
    }
    return words;
  }

  /** What was kept; the one before when the current one cannot be read. */
  load(kv: Map<string, unknown>, objects: Map<Hash, string | undefined>): void {
    for (const key of ["root", "root-before"]) {
      const row = kv.get(key) as RootRow | undefined;
      try {
        if (row) return this.take(row, objects);
      } catch (_) {
        // Something of it is not there.
      }
    }
  }

  private take(row: RootRow, objects: Map<Hash, string | undefined>): void {
    const read = (hash: Hash): unknown => {
      const text = objects.get(hash);
      if (text === undefined) throw new Refusal(hash);
      return JSON.parse(text);
    };
    const root = JSON.parse(row.text) as Root, varieties = read(root.varieties[0]) as { varieties: Variety[] }, records: Product[] = [];
    for (const [shard] of root.shards) for (const record of (read(shard) as { records: [string, Hash, number][] }).records) records.push(read(record[1]) as Product);
    this.root = root;
    this.etag = row.etag;
    this.varieties = varieties.varieties;
    this.prompts = records.filter((one) => one.kind === "prompts")[0] || null;
    this.products = records.filter((one) => one.kind !== "prompts" && Object.keys(one.tracks).some((tag) => shown(one.tracks[tag] as Track))).sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.approved_on < b.approved_on ? 1 : a.approved_on > b.approved_on ? -1 : a.id < b.id ? -1 : 1));
    this.byId.clear();
    this.words.clear();
    for (const one of this.products) this.byId.set(one.id, one);
  }

  /** Fetch, check, switch. True when there is something new. Throws `Refusal` for what must not be taken, other errors for the line. */
  async refresh(settings: Settings): Promise<boolean> {
    const answer = await this.env.fetch("/api/screen/v1/root", { headers: this.etag ? { "If-None-Match": this.etag } : {}, credentials: "omit", cache: "no-store" });
    if (answer.status === 304 || answer.status === 404) return false;
    if (answer.status !== 200) throw new Error(`root ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    if (!(await this.signed(bytes, answer.headers.get("X-Root-Signature") || "", settings.keys))) throw new Refusal("signature");
    const text = new TextDecoder().decode(bytes), root = JSON.parse(text) as Root;
    const have = this.root ? this.root.number : 0;
    // A hub restored from a backup says from which number on it means it; else a lower number is an old tree played again.
    if (root.number < have && !(settings.root_floor > 0 && root.number >= settings.root_floor)) throw new Refusal("rolled back");
    const objects = new Map<Hash, string>();
    const first = await this.gather([root.varieties[0], ...root.shards.map((one) => one[0])], objects);
    const records: Hash[] = [];
    for (const shard of first.slice(1)) for (const one of (JSON.parse(shard) as { records: [string, Hash, number][] }).records) records.push(one[1]);
    await this.gather(records, objects);
    const row: RootRow = { text, etag: answer.headers.get("ETag") || "", hash: await sha256(this.env, bytes) };
    const tx = this.tv.transaction(["kv", "objects"], "readwrite", SURE), kv = tx.objectStore("kv"), store = tx.objectStore("objects");
    objects.forEach((value, hash) => void store.put(value, hash));
    const before = (await kv.get("root")) as RootRow | undefined;
    if (before && before.hash !== row.hash) void kv.put(before, "root-before");
    void kv.put(row, "root");
    await tx.done;
    this.take(row, objects);
    await this.sweep();
    return true;
  }

  private async signed(bytes: ArrayBuffer, signature: string, keys: string[]): Promise<boolean> {
    const raw = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)) as Uint8Array<ArrayBuffer>;
    for (const key of keys) {
      try {
        const made = await this.env.subtle.importKey("spki", raw(key), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
        if (await this.env.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, made, raw(signature), bytes)) return true;
      } catch (_) {
        // A key that this engine cannot read is not the one.
      }
    }
    return false;
  }

  /** Texts of objects, from here or from the hub; each is what its name says, or nothing is taken. */
  private async gather(hashes: Hash[], objects: Map<Hash, string>): Promise<string[]> {
    const missing: Hash[] = [];
    for (const hash of hashes) {
      const text = await this.tv.get("objects", hash);
      if (text === undefined) missing.push(hash);
      else objects.set(hash, text);
    }
    for (let at = 0; at < missing.length; at += WANT) {
      const want = missing.slice(at, at + WANT);
      const answer = await this.env.fetch("/api/screen/v1/bundle", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ want }), credentials: "omit" });
      if (answer.status !== 200) throw new Error(`bundle ${answer.status}`);
      const found = ((await answer.json()) as { objects: { [hash: string]: string } }).objects;
      for (const hash of want) {
        const text = found[hash];
        if (text === undefined || (await sha256(this.env, text)) !== hash) throw new Refusal(`object ${hash.slice(0, 8)}`);
        objects.set(hash, text);
      }
    }
    return hashes.map((hash) => objects.get(hash) as string);
  }

  /** Objects that neither tree names. */
  private async sweep(): Promise<void> {
    const kept = new Set<Hash>();
    for (const key of ["root", "root-before"]) {
      const row = (await this.tv.get("kv", key)) as RootRow | undefined;
      if (!row) continue;
      const root = JSON.parse(row.text) as Root;
      kept.add(root.varieties[0]);
      for (const [hash] of root.shards) {
        kept.add(hash);
        const shard = await this.tv.get("objects", hash);
        if (shard) for (const one of (JSON.parse(shard) as { records: [string, Hash, number][] }).records) kept.add(one[1]);
      }
    }
    for (const hash of (await this.tv.getAllKeys("objects")) as Hash[]) if (!kept.has(hash)) await this.tv.delete("objects", hash);
  }
}

/** Every file that a track needs. */
export function filesOf(track: Track): Media[] {
  const all: (Media | null | undefined)[] = [track.spoken, track.video, track.audio];
  for (const part of track.parts || []) all.push(part.audio, part.picture);
  for (const question of track.questions || []) {
    all.push(question.spoken, question.picture, question.why && question.why.spoken);
    for (const answer of question.answers) all.push(answer.spoken);
  }
  return all.filter((one): one is Media => !!one);
}

/** What a screen with these languages wants to hold: warnings first, then greetings and words, then products by language, what somebody asked for before. */
export function wishesOf(content: Content, products: Product[], langs: Tag[], first: string[]): Wish[] {
  const wishes: Wish[] = [], add = (media: Media | null | undefined, rank: number, product: string | null): void => {
    if (media) wishes.push({ media, rank, product });
  };
  content.varieties.filter((one) => langs.indexOf(one.tag) >= 0).forEach((one) => {
    add(one.greeting, 1, null);
    add(one.picture, 1, null);
  });
  langs.forEach((tag, at) => {
    const words = content.prompts && content.prompts.tracks[tag];
    if (words) filesOf(words).forEach((media) => add(media, 1 + at, null));
  });
  for (const product of products) {
    const wanted = first.indexOf(product.id) >= 0, urgent = product.urgent || product.kind === "alert";
    add(product.picture, urgent ? 0 : 2, product.id);
    langs.forEach((tag, at) => {
      const found = content.track(product, tag);
      if (found) filesOf(found.track).forEach((media) => add(media, urgent ? 0 : wanted ? 1 : 3 + at, product.id));
    });
  }
  return wishes;
}
