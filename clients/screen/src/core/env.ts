/** What the core takes from the machine, so that tests can put their own in its place. */

import type { Settings } from "./types";

export interface Env {
  /** Unix ms by the device's clock, right or wrong. */
  now(): number;
  /** Milliseconds by a clock that never jumps; stands still while the set sleeps. */
  mono(): number;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  subtle: SubtleCrypto;
  random(bytes: number): Uint8Array;
  /** Runs once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  local: Pick<Storage, "getItem" | "setItem"> | null;
  /** For talk between tabs; null where there is none. */
  channel(): Channel | null;
  visible(): boolean;
  agent: string;
  size: string;
}

export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export function browserEnv(): Env {
  let local: Storage | null = null;
  try {
    local = window.localStorage;
  } catch (_) {
    // Storage turned off: IndexedDB alone carries the identity.
  }
  return {
    now: () => Date.now(),
    mono: () => performance.now(),
    fetch: (path, init) => fetch(path, init),
    subtle: crypto.subtle,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    local,
    channel: () => ("BroadcastChannel" in window ? new BroadcastChannel("diemsang-tv") : null),
    visible: () => document.visibilityState === "visible",
    agent: navigator.userAgent.slice(0, 300),
    size: `${screen.width}x${screen.height}`,
  };
}

const HEX: string[] = [];
for (let i = 0; i < 256; i++) HEX.push((i + 256).toString(16).slice(1));

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i] as number];
  return text;
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

export async function sha256(env: Env, data: string | BufferSource): Promise<string> {
  return hex(new Uint8Array(await env.subtle.digest("SHA-256", typeof data === "string" ? utf8(data) : data)));
}

/** A random uuid (version 4); `crypto.randomUUID` is too young. */
export function uuid(env: Env): string {
  const bytes = env.random(16);
  bytes[6] = ((bytes[6] as number) & 15) | 64;
  bytes[8] = ((bytes[8] as number) & 63) | 128;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** Sleeps that a wake-up cuts short: each lane has one. */
export class Sleep {
  private woken = false;
  private stop: (() => void) | null = null;

  constructor(private readonly env: Env) {}

  /** True when woken, false when the time passed. */
  for(ms: number): Promise<boolean> {
    if (this.woken) {
      this.woken = false;
      return Promise.resolve(true);
    }
    return new Promise((done) => {
      const cancel = this.env.after(ms, () => {
        this.stop = null;
        done(false);
      });
      this.stop = () => {
        cancel();
        this.stop = null;
        done(true);
      };
    });
  }

  wake(): void {
    if (this.stop) this.stop();
    else this.woken = true;
  }
}

/** The engine's name and number only: `Chrome/68`. */
export function engine(agent: string): string {
  const found = /(Chrome|Chromium|Firefox|Version)\/(\d+)/.exec(agent);
  return found ? `${found[1]}/${found[2]}` : "unknown";
}

/** Whether this is the operator's PIN (PBKDF2, as the settings keep it); none set: every one is. */
export async function rightPin(env: Env, pin: string, wanted: Settings["pin"] | null): Promise<boolean> {
  if (!wanted) return true;
  const salt = Uint8Array.from(wanted.salt.match(/../g) || [], (two) => parseInt(two, 16)) as Uint8Array<ArrayBuffer>;
  const key = await env.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await env.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: wanted.rounds }, key, 256);
  return hex(new Uint8Array(bits)) === wanted.sha256;
}
