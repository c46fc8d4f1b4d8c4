/** What tests of the core share: a device of their own, with databases that start empty and can be full. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";

import type { Channel, Env } from "./env";

export interface Device extends Env {
  /** Move both clocks on. */
  pass(ms: number): void;
  /** What `localStorage` holds. */
  kept: Map<string, string>;
}

/** Empty databases from here on. */
export function wipe(): void {
  globalThis.indexedDB = new IDBFactory();
}

const noFetch = (): Promise<Response> => Promise.reject(new Error("no line"));

export function device(more: Partial<Env> = {}): Device {
  let ran = 0, seed = 1;
  const kept = new Map<string, string>(), start = Date.UTC(2026, 10, 20, 2);
  return {
    kept,
    pass: (ms) => void (ran += ms),
    now: () => start + ran,
    mono: () => ran,
    fetch: noFetch,
    subtle: crypto.subtle,
    random: (bytes) => new Uint8Array(bytes).map(() => (seed = (seed * 48271) % 2147483647) & 255),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    local: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) },
    channel: () => null,
    visible: () => true,
    agent: "Chrome/68",
    size: "1920x1080",
    ...more,
  };
}

/** A channel between tabs of one browser, answering at once. */
export function wires(): () => Channel {
  const all: Channel[] = [];
  return () => {
    const mine: Channel = {
      onmessage: null,
      postMessage: (data) => all.filter((one) => one !== mine).forEach((one) => one.onmessage && one.onmessage({ data } as MessageEvent)),
    };
    all.push(mine);
    return mine;
  };
}

/** The database, refusing to write while `full()` says so, as a browser does. */
export function narrow<T extends object>(database: T, full: () => boolean): T {
  return new Proxy(database, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return (...words: unknown[]) => {
        if (full() && ((name === "transaction" && words[1] === "readwrite") || name === "put")) throw new DOMException("full", "QuotaExceededError");
        return (value as (...all: unknown[]) => unknown).apply(target, words);
      };
    },
  });
}
