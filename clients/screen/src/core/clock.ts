/** Boots, monotonic time, and the day that never runs backwards (docs/screen-protocol.md, *Time and its trust*). */
import type { Env } from "./env";
import { hex } from "./env";
import type { Day } from "./types";

/** No set that shows this app can live before this moment. */
export const BUILT = Date.UTC(2026, 10, 1);
const PART = 60_000;
const YEAR = 365 * 86_400_000;
const VIETNAM = 7 * 3_600_000;

export interface Stamp {
  boot: string;
  mono_ms: number;
  wall_ms: number;
}

/** Kept over restarts. */
export interface ClockRecord {
  /** Highest time a hub ever told. */
  hub: number;
  /** Hub's clock minus the device's at the last contact. */
  offset: number;
}

export const dayOf = (ms: number): Day => new Date(ms + VIETNAM).toISOString().slice(0, 10);

export class Clock {
  boot: string;
  record: ClockRecord = { hub: 0, offset: 0 };
  private zero: number;
  private lastWall: number;
  private lastMono: number;
  /** Monotonic moment and hub time of a contact in this boot. */
  private anchor: { mono: number; hub: number } | null = null;

  constructor(private readonly env: Env) {
    this.boot = hex(env.random(4));
    this.zero = this.lastMono = env.mono();
    this.lastWall = env.now();
  }

  stamp(): Stamp {
    return { boot: this.boot, mono_ms: Math.max(0, Math.round(this.env.mono() - this.zero)), wall_ms: Math.round(this.env.now()) };
  }

  /** Call every 5 s. Answers `resume` when a new boot began, `clock` when only the clock was set, else null. */
  tick(): "resume" | "clock" | null {
    const wall = this.env.now();
    const mono = this.env.mono();
    const parted = Math.abs(wall - this.lastWall - (mono - this.lastMono)) > PART;
    const before = this.lastWall;
    this.lastWall = wall;
    this.lastMono = mono;
    if (!parted) return null;
    if (before < BUILT) return "clock";
    this.boot = hex(this.env.random(4));
    this.zero = mono;
    this.anchor = null;
    return "resume";
  }

  /** A hub told its time. `sent`: monotonic time when the request left; the middle of the way counts. */
  heard(hub: number, sent: number): ClockRecord {
    const mono = this.env.mono();
    const now = hub + (mono - sent) / 2;
    this.anchor = { mono, hub: now };
    this.record = { hub: Math.max(this.record.hub, hub), offset: Math.round(now - this.env.now()) };
    return this.record;
  }

  /** Best guess of the true time, never below the highest hub time; `sure` when a hub was heard in this boot. */
  time(): { ms: number; sure: boolean } {
    const floor = Math.max(this.record.hub, BUILT);
    if (this.anchor) return { ms: Math.max(floor, this.anchor.hub + this.env.mono() - this.anchor.mono), sure: true };
    const wall = this.env.now();
    for (const guess of [wall + this.record.offset, wall]) {
      if (guess >= floor && guess < floor + 2 * YEAR) return { ms: guess, sure: false };
    }
    return { ms: floor + this.env.mono() - this.zero, sure: false };
  }

  today(): Day {
    return dayOf(this.time().ms);
  }

  minutes(): number {
    const ms = (this.time().ms + VIETNAM) % 86_400_000;
    return Math.floor(ms / 60_000);
  }

  /** The device's clock is so wrong that secure connections fail. */
  wrong(): boolean {
    const wall = this.env.now();
    return wall < Math.max(BUILT, this.record.hub - 86_400_000) || wall > Math.max(BUILT, this.record.hub) + 5 * YEAR;
  }
}

/** `"21:00"` → minutes. */
export function minutesOf(text: string): number {
  const [hours, minutes] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Whether a time of day lies in a window; one that ends before it starts goes over midnight. */
export function inWindow(at: number, from: string, to: string): boolean {
  const start = minutesOf(from);
  const end = minutesOf(to);
  return start <= end ? at >= start && at < end : at >= start || at < end;
}
