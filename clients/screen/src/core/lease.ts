/**
 * One writer among the tabs of a browser. The lease lies in the database and is checked inside every transaction that writes events, so two
 * writers are impossible, whatever the timers do. A lease left by a power cut is not waited for: nobody answers on the channel.
 */
import type { Channel, Env } from "./env";
import { hex } from "./env";
import type { Tv } from "./db";

export interface LeaseRow {
  owner: string;
  until: number;
}

const LENGTH = 90_000;
const ANSWER_MS = 400;

export class Lease {
  readonly me: string;
  private readonly channel: Channel | null;
  private mine = false;
  private heard: (() => void) | null = null;

  constructor(
    private readonly env: Env,
    private readonly tv: Tv,
  ) {
    this.me = hex(env.random(8));
    this.channel = env.channel();
    if (this.channel) {
      this.channel.onmessage = (event) => {
        if (event.data === "who" && this.mine && this.channel) this.channel.postMessage("here");
        if (event.data === "here" && this.heard) this.heard();
      };
    }
  }

  /** Try to become, or stay, the writer. */
  async take(): Promise<boolean> {
    this.mine = (await this.write(false)) || (!(await this.somebody()) && (await this.write(true)));
    return this.mine;
  }

  /** At the end of the page: the next one need not ask. */
  async release(): Promise<void> {
    if (!this.mine) return;
    this.mine = false;
    const tx = this.tv.transaction("kv", "readwrite");
    const row = (await tx.store.get("lease")) as LeaseRow | undefined;
    if (row && row.owner === this.me) await tx.store.delete("lease");
    await tx.done;
  }

  private async write(force: boolean): Promise<boolean> {
    const now = this.env.now();
    const tx = this.tv.transaction("kv", "readwrite");
    const row = (await tx.store.get("lease")) as LeaseRow | undefined;
    // A lease that ends further away than its length comes from a clock that jumped.
    const free = !row || row.owner === this.me || row.until < now || row.until > now + LENGTH;
    if (free || force) await tx.store.put({ owner: this.me, until: now + LENGTH }, "lease");
    await tx.done;
    return free || force;
  }

  private somebody(): Promise<boolean> {
    const channel = this.channel;
    if (!channel) return Promise.resolve(true);
    return new Promise((done) => {
      const cancel = this.env.after(ANSWER_MS, () => finish(false));
      const finish = (answer: boolean) => {
        cancel();
        this.heard = null;
        done(answer);
      };
      this.heard = () => finish(true);
      channel.postMessage("who");
    });
  }
}
