/** What lasts: a session, a play, a group, the time the screen is on. Saved every few seconds; a power cut writes it at the next start as of the last save. */
import type { Running } from "./api";
import type { Clock, Stamp } from "./clock";
import type { Tv } from "./db";
import type { Env } from "./env";
import type { Events } from "./events";
import type { Fields } from "./types";

const SAVE_MS = 5000, ON_S = 900;
const TIMED = ["session", "group", "on"];

interface Saved {
  kind: string;
  fields: Fields;
  stamp: Stamp;
}

export class Lasting {
  private number = 0;
  private readonly open = new Map<string, { saved: Saved; from: number; dirty: boolean }>();
  private on: Running | null = null;
  /** The boot's own event comes before all that is told of it. */
  begun: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly env: Env,
    private readonly tv: Tv,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly changed: () => void,
  ) {}

  /** Before the boot's own event: what the last boot left open. */
  async left(): Promise<void> {
    const keys = (await this.tv.getAllKeys("kv", IDBKeyRange.bound("open:", "open:~"))) as string[];
    for (const key of keys) {
      const saved = (await this.tv.get("kv", key)) as Saved;
      if (saved.kind !== "on") saved.fields.end = "power";
      if (saved.kind === "group") delete saved.fields.end;
      if (saved.kind !== "on" || Number(saved.fields.s) > 0) await this.events.record(saved.kind, saved.fields, saved.stamp);
      await this.tv.delete("kv", key);
    }
  }

  private seconds(from: number): number {
    return Math.max(0, Math.round((this.env.mono() - from) / 1000));
  }

  begin(kind: string, fields: Fields): Running {
    const id = `open:${this.clock.boot}${++this.number}`, from = this.env.mono();
    const one = { saved: { kind, fields: { ...fields }, stamp: this.clock.stamp() }, from, dirty: true };
    this.open.set(id, one);
    return {
      update: (more) => {
        Object.assign(one.saved.fields, more);
        one.dirty = true;
      },
      end: (more) => {
        if (!this.open.delete(id)) return;
        const all: Fields = { ...one.saved.fields, ...more };
        if (TIMED.indexOf(kind) >= 0 && all.s === undefined) all.s = kind === "on" ? Math.min(3600, this.seconds(from)) : this.seconds(from);
        for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
        const at = this.clock.stamp();
        void this.begun.then(() => this.events.record(kind, all, at)).then((written) => (written ? this.tv.delete("kv", id) : undefined)).then(this.changed, () => undefined);
      },
    };
  }

  /** Every few seconds. */
  async save(): Promise<void> {
    if (this.events.passive) return;
    for (const [id, one] of Array.from(this.open)) {
      const timed = TIMED.indexOf(one.saved.kind) >= 0;
      if (!one.dirty && !timed) continue;
      one.dirty = false;
      if (timed) one.saved.fields.s = this.seconds(one.from);
      one.saved.stamp = this.clock.stamp();
      try {
        // A page that ended it meanwhile has deleted it: never put it back.
        if (this.open.has(id)) await this.tv.put("kv", one.saved, id);
        if (!this.open.has(id)) await this.tv.delete("kv", id);
      } catch (_) {
        one.dirty = true;
      }
      if (timed) delete one.saved.fields.s;
    }
    if (this.env.visible()) {
      if (!this.on) this.on = this.begin("on", {});
      const now = Array.from(this.open.values()).filter((one) => one.saved.kind === "on")[0];
      if (now && this.seconds(now.from) >= ON_S) this.off();
    } else this.off();
  }

  /** The screen sleeps, or the boot ends: what ran ends with it. */
  off(): void {
    if (this.on) this.on.end({});
    this.on = null;
  }
}

export { SAVE_MS };
