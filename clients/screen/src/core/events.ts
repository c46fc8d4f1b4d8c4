/**
 * The list of what happened: numbered, chained, kept until the hub has it (docs/screen-protocol.md, *Events and the chain*). An event's text is made once;
 * its number stands in front of it only when it is sent, so that the rest of a list can move to a new stream untouched.
 */
import { isFull, type Room, type Tv, SURE } from "./db";
import { type Env, sha256, uuid } from "./env";
import { readLate, readTail, writeLate, writeTail } from "./identity";
import type { LeaseRow } from "./lease";
import type { Stamp } from "./clock";

export interface StreamRow {
  id: string;
  /** The event under key `k` has seq `k - base`. */
  base: number;
  next: number;
  acked: number;
  chain: string;
  /** Oldest key still kept. */
  from: number;
}

export const BATCH = 200;
const BATCH_TEXT = 60_000;
const KEPT_ACKED = 1000;
/** Events that may wait beside a full database. */
const MOST_LATE = 400;

export interface Batch {
  stream: string;
  first_seq: number;
  prev: string;
  texts: string[];
  /** Chain after each of `texts`. */
  chains: string[];
  more: boolean;
}

export class Events {
  private stored = 0;
  private late = 0;
  /** Not yet acknowledged, with what still waits for room. */
  get unsent(): number {
    return this.stored + this.late;
  }
  /** Somebody else writes here. */
  passive = false;
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly env: Env,
    private readonly tv: Tv,
    private readonly room: Room,
    private readonly me: () => string,
    private readonly stamp: () => Stamp,
  ) {}

  /** One after another, whatever happens to one. */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.work.then(run, run);
    this.work = mine.catch(() => undefined);
    return mine;
  }

  async chain0(id: string): Promise<string> {
    return (await sha256(this.env, id)).slice(0, 32);
  }

  private async fresh(id: string, at: number): Promise<StreamRow> {
    return { id, base: at - 1, next: at, acked: 0, chain: await this.chain0(id), from: at };
  }

  /** The list as it was left, or a new one; after a wipe the new one says what it follows. */
  open(kept?: StreamRow): Promise<void> {
    return this.inTurn(async () => {
      this.late = readLate(this.env).length;
      const row = kept || ((await this.tv.get("kv", "stream")) as StreamRow | undefined);
      if (row) {
        this.stored = row.next - 1 - row.base - row.acked;
        return;
      }
      const tail = readTail(this.env), made = await this.fresh(uuid(this.env), 1);
      if (tail) await this.put(made, this.text("stream", { after: tail.stream, after_seq: tail.high, why: "wiped" }));
      else await this.tv.put("kv", made, "stream");
    });
  }

  private text(kind: string, fields: object, at: Stamp = this.stamp()): string {
    return JSON.stringify({ boot: at.boot, mono_ms: at.mono_ms, wall_ms: at.wall_ms, kind, ...fields }).slice(1);
  }

  private async put(row: StreamRow, text: string): Promise<void> {
    await this.room.small(async () => {
      const tx = this.tv.transaction(["kv", "events"], "readwrite", SURE), kv = tx.objectStore("kv");
      const lease = (await kv.get("lease")) as LeaseRow | undefined;
      if (lease && lease.owner !== this.me()) {
        this.passive = true;
        tx.abort();
        await tx.done.catch(() => undefined);
        return;
      }
      const now = ((await kv.get("stream")) as StreamRow | undefined) || row;
      await tx.objectStore("events").put(text, now.next);
      const after = { ...now, next: now.next + 1 };
      await kv.put(after, "stream");
      await tx.done;
      this.stored = after.next - 1 - after.base - after.acked;
      writeTail(this.env, { stream: after.id, high: after.next - 1 - after.base });
    });
  }

  /** Write one event, with another stamp when it tells of an earlier moment. Never throws: what cannot be written is counted as trouble. */
  record(kind: string, fields: object, at?: Stamp): Promise<boolean> {
    const text = this.text(kind, fields, at);
    return this.inTurn(async () => {
      if (this.passive) return false;
      return this.write([text]);
    }).catch(() => false);
  }

  /** What waited for room, then these. What has none still waits outside the database, over a power cut too. False: a text is nowhere. */
  private async write(texts: string[]): Promise<boolean> {
    const late = readLate(this.env);
    if (!late.length && !texts.length) return true;
    const row = (await this.tv.get("kv", "stream")) as StreamRow;
    let waiting = late;
    // A power cut between the two stores: what is in the list already does not wait any more. A long list is read in parts.
    for (let at = row.from; waiting.length && at < row.next; at += KEPT_ACKED) {
      const here = await this.tv.getAll("events", IDBKeyRange.bound(at, at + KEPT_ACKED - 1));
      waiting = waiting.filter((one) => here.indexOf(one) < 0);
    }
    waiting = waiting.concat(texts);
    while (waiting.length) {
      try {
        await this.put(row, waiting[0] as string);
      } catch (error) {
        if (!isFull(error) || waiting.length > MOST_LATE) throw error;
        break;
      }
      // The window that writes now finds in the waiting list what is not in the database yet; ours is not to be counted.
      if (this.passive) return false;
      waiting.shift();
    }
    this.late = waiting.length;
    return !(late.length || waiting.length) || writeLate(this.env, waiting);
  }

  /** What goes to the hub next. */
  batch(): Promise<Batch> {
    return this.inTurn(async () => {
      if (!this.passive) await this.write([]).catch(() => undefined);
      const row = (await this.tv.get("kv", "stream")) as StreamRow, first = row.base + row.acked + 1;
      const found = await this.tv.getAll("events", IDBKeyRange.bound(first, first + BATCH - 1)), texts: string[] = [], chains: string[] = [];
      let chain = row.chain, size = 0;
      for (const rest of found) {
        const text = `{"seq":${row.acked + 1 + texts.length},${rest}`;
        size += text.length;
        if (texts.length && size > BATCH_TEXT) break;
        chain = (await sha256(this.env, chain + text)).slice(0, 32);
        texts.push(text);
        chains.push(chain);
      }
      return { stream: row.id, first_seq: row.acked + 1, prev: row.chain, texts, chains, more: first + texts.length < row.next };
    });
  }

  /** The hub said 200. `fork` when its chain is not ours. */
  acknowledged(sent: Batch, acked: number, chain: string): Promise<"good" | "fork"> {
    const last = sent.first_seq + sent.texts.length - 1, at = acked - sent.first_seq;
    const ours = at < 0 ? (acked === sent.first_seq - 1 ? sent.prev : chain) : sent.chains[at];
    if (acked > last || acked < sent.first_seq - 1 || ours !== chain) return this.move(sent.stream, last, "fork").then(() => "fork" as const);
    return this.inTurn(() => this.room.small(async () => {
      const tx = this.tv.transaction(["kv", "events"], "readwrite", SURE), kv = tx.objectStore("kv");
      const row = (await kv.get("stream")) as StreamRow;
      if (row.id === sent.stream && acked >= row.acked) {
        const from = Math.max(row.from, row.base + acked - KEPT_ACKED + 1);
        if (from > row.from) await tx.objectStore("events").delete(IDBKeyRange.bound(row.from, from - 1));
        await kv.put({ ...row, acked, chain, from }, "stream");
        this.stored = row.next - 1 - row.base - acked;
      }
      await tx.done;
      return "good" as const;
    }));
  }

  /** The hub has less than we thought (it was restored). True when the list can go on from there. */
  rewind(stream: string, acked: number, chain: string): Promise<boolean> {
    return this.inTurn(async () => {
      const row = (await this.tv.get("kv", "stream")) as StreamRow;
      if (row.id !== stream || acked > row.acked) return false;
      if (row.base + acked + 1 < row.from) return false;
      const tx = this.tv.transaction("kv", "readwrite", SURE);
      await Promise.all([tx.store.put({ ...row, acked, chain }, "stream"), tx.done]);
      this.stored = row.next - 1 - row.base - acked;
      return true;
    });
  }

  /** What stands after `common` goes on in a new stream, whose first event says which one it follows; all in one transaction. */
  move(stream: string, common: number, why: "fork" | "gap" | "wiped"): Promise<void> {
    return this.inTurn(async () => {
      const before = (await this.tv.get("kv", "stream")) as StreamRow;
      if (before.id !== stream) return;
      const id = uuid(this.env), chain = await this.chain0(id), first = this.text("stream", { after: before.id, after_seq: common, why });
      await this.room.small(async () => {
        const tx = this.tv.transaction(["kv", "events"], "readwrite", SURE), kv = tx.objectStore("kv"), events = tx.objectStore("events");
        const row = (await kv.get("stream")) as StreamRow;
        // The slot of the last event that stays behind is free now: the new stream's first event takes it.
        const at = row.base + Math.min(common, row.next - 1 - row.base);
        await events.delete(IDBKeyRange.upperBound(at));
        await events.put(first, at);
        await kv.put({ id, base: at - 1, next: row.next, acked: 0, chain, from: at } as StreamRow, "stream");
        await tx.done;
        this.stored = row.next - at;
        writeTail(this.env, { stream: id, high: row.next - at });
      });
    });
  }
}
