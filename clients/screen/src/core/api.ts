/**
 * All that the interface (src/ui) knows of the core. The core never touches the page; the interface never touches storage or the network.
 *
 * Nothing here throws for want of network, room or time: a method that cannot do its work says so in its answer, and `state()` tells why.
 */
import type { Day, Fields, Hash, Media, Mode, Product, Settings, Tag, Track, Variety } from "./types";

export type * from "./types";

/** Where the screen is on its way to showing things. */
export type Phase =
  /** Reading storage; lasts well under a second. Show nothing that blinks. */
  | "starting"
  /** Not claimed by anybody: show `state.pairing`. */
  | "pairing"
  /** Claimed, first content on its way: show `state.sync`. */
  | "loading"
  /** There is a tree to show (it may hold nothing yet). Stays so without network for ever. */
  | "ready";

export interface PairingState {
  /** Eight digits with a space, `4821 9035`; null while there is none (no network yet, or the last one ran out). */
  code: string | null;
  /** For the QR. */
  claimUrl: string | null;
  /** Unix ms by the device's clock. */
  expiresAt: number | null;
  /** `asking`: on the way to the hub · `waiting`: shown, not yet claimed · `offline`: no answer, tried again by itself. */
  step: "asking" | "waiting" | "offline";
  /** What the hub said for a person, when it refused. */
  message: string;
}

export interface SyncState {
  /** Number of the root shown; null before the first, 0 when nothing is published. */
  root: number | null;
  /** When the hub made it, ISO; for *bản đã lưu ngày …*. */
  rootMadeAt: string | null;
  /** Last contact that the hub answered, Unix ms (device clock); null: never. */
  lastContact: number | null;
  /** Whether the last try reached the hub; null before the first try. */
  online: boolean | null;
  /** Media this screen should hold, and holds. */
  wantedFiles: number;
  heldFiles: number;
  wantedBytes: number;
  heldBytes: number;
  /** The download going on. `done` and `of` in bytes. */
  downloading: { hash: Hash; product: string | null; done: number; of: number } | null;
  /** Why no media is fetched now, if so. */
  paused: null | "window" | "cap" | "full" | "offline";
  /** Events made here that the hub has not acknowledged. */
  unsent: number;
  storage: "ok" | "full" | "failing" | "unknown";
  /** Last trouble in words for a person (Vietnamese), "" when none. */
  trouble: string;
}

/** A picture of everything at one moment; a new object after each change. Compare fields, never keep and alter. */
export interface State {
  phase: Phase;
  pairing: PairingState | null;
  /** The hub ended this identity: content stays, offer `pairAgain()`. Text of the hub, or null. */
  revoked: string | null;
  /** Another tab or window of this browser records; this one shows content and records nothing. Say so. */
  passive: boolean;
  /** The device's clock is before the app was built (or years ahead): secure connections fail. Say to set the clock. */
  clockWrong: boolean;
  /** Clock-safe day: never runs backwards. Decides what is shown. */
  today: Day;
  settings: Settings | null;
  sync: SyncState;
  app: {
    version: string;
    /** A newer version lies ready: call `takeNewApp()` when nobody uses the screen. */
    ready: string | null;
  };
}

/** What changed: draw again only what depends on it. `sync` comes often (progress). */
export type Change = "phase" | "pairing" | "settings" | "tree" | "media" | "sync" | "app" | "clock" | "passive" | "revoked";

export interface Prompt {
  text: string;
  /** null: nothing recorded in this variety nor in those it falls back to. */
  audio: Media | null;
  /** Variety in which it really is. */
  lang: Tag;
}

/** A track with the variety in which it really is (`lang` may be a fallback of the one asked). */
export interface Found {
  track: Track;
  lang: Tag;
}

/**
 * Something that lasts: a play, a session, a group. It is saved every few seconds, so that a power cut writes it at the next start with
 * `end: "power"` and the numbers of the last save.
 */
export interface Running {
  /** Replace some fields (e.g. `{ms: 12000}`); cheap, saved at most every 5 s. */
  update(fields: Fields): void;
  /** Write the event. Later calls do nothing. `plays` of a session is kept by you; an `s` given here wins over the core's own (a group that went on after a power cut). */
  end(fields: Fields): void;
}

/** What `record()` takes beyond the base fields; other kinds are the core's own affair. */
export interface Recordable {
  open: Record<string, never>;
  close: { women?: number; men?: number; children?: number; people?: number };
  /** The whole log each time; the same `log` again replaces what it said before. */
  day_log: {
    log: string; day: Day; opened?: string; closed?: string; people?: number; women?: number; men?: number; children?: number;
    act_meeting?: number; act_film?: number; act_group?: number; act_training?: number; help_papers?: number; help_eid?: number; help_other?: number;
  };
  sound: { left: 0 | 1; right: 0 | 1; armed: 0 | 1 };
  fault: { code: string };
  alert: { product: string; edition: number; lang: Tag; heard: 0 | 1 };
}

/** First fields of what lasts; `s` (session, group) is counted by the core, `ms` (play) by the interface. */
export interface Lasting {
  session: { lang: Tag; mode: Mode; plays: number };
  play: { product: string; edition: number; lang: Tag; mode: Mode; ms: number; of_ms: number; sound: 0 | 1; right?: number; asked?: number };
  group: { plays: number; people?: number; women?: number; men?: number; children?: number };
}

export interface Core {
  state(): State;
  /** Called after changes, never inside a call of yours. Gives back the function that stops it. */
  onChange(listener: (state: State, what: Change) => void): () => void;

  // --- content: answers at once, from memory ---

  /** Varieties of this point in its order; those of the tree when the point names none. Never empty once there is a tree. */
  varieties(): Variety[];
  /** What may be shown here today (valid, not hidden, not `prompts`), urgent first, then newest first. */
  products(): Product[];
  product(id: string): Product | null;
  /** The track in a variety, else in its fallbacks, else Vietnamese, else any; null when the product has none. */
  track(product: Product, lang: Tag): Found | null;
  /** A word of the interface: text of prompts.csv (or the published one), sound from `ui_prompts`. Never throws: an unknown key gives the key. */
  prompt(key: string, lang: Tag): Prompt;
  /** Address for `src` of audio, video, img. Works offline, with seeking, when held; else it asks the hub. */
  url(media: Media): string;
  /** Whole and checked on this device. Do not offer what is not held when `state().sync.online` is false. */
  held(media: Media): boolean;
  /** All that the track needs (sound, film, pictures of parts) is held. `part` of them: a number from 0 to 1. */
  heldPart(product: Product, lang: Tag): number;
  /** A person asked for this: fetch it next (within the caps of the settings). */
  want(product: Product, lang: Tag): void;

  // --- evidence ---

  /** Write an event. Passive or revoked screens: as the protocol says; nothing for you to do. */
  record<K extends keyof Recordable>(kind: K, fields: Recordable[K]): void;
  begin<K extends keyof Lasting>(kind: K, fields: Lasting[K]): Running;
  /** Place in a product, kept over power cuts: `at` in ms (sound, film) or number of part. */
  position(product: Product, lang: Tag): { part: number; at: number } | null;
  /** Cheap; saved at most each second. `null` forgets it (finished). */
  setPosition(product: Product, lang: Tag, place: { part: number; at: number } | null): void;
  /** *Kết thúc*: forget all positions of people (not of evidence). */
  forgetPositions(): void;
  /** Small things of the interface that outlive a restart (language of the last session, tried sound …). JSON, ≤ 4 kB in all. */
  remember(key: string, value: unknown): void;
  recall(key: string): unknown;
  /** A random uuid. */
  newId(): string;

  // --- the machine ---

  /** A person pressed a key: the next contact comes at once (at most once a minute). Call it on every key. */
  touched(): void;
  /** What is known of sound: after a rejected or accepted `play()`, or the operator's check. */
  setSound(sound: "armed" | "silent" | "unknown"): void;
  /** Contact now (button *Kiểm tra ngay*). True when the hub answered. */
  contactNow(): Promise<boolean>;
  /** The operator's PIN; true also when the settings have none. Takes up to a second on a slow set. */
  checkPin(pin: string): Promise<boolean>;
  /** After a revocation: new identity, old content kept. */
  pairAgain(): void;
  /** Show the new app (reloads the page); only when idle. Does nothing without one. */
  takeNewApp(): void;
  /** Tell that the interface is drawn and usable: marks this version of the app as good. Call once. */
  started(): void;
  /** Vietnam's time of day in minutes since midnight by the clock-safe clock, and whether a hub confirmed it. */
  timeOfDay(): { minutes: number; sure: boolean };
}
