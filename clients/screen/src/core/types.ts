/** What the hub signs and serves, as docs/screen-protocol.md writes it. Field names are the protocol's own. */

/** 64 hex digits: SHA-256 of bytes as served. */
export type Hash = string;
/** Tag of a language variety, e.g. `vi`, `tyz`. */
export type Tag = string;
/** `YYYY-MM-DD`, Vietnam's day. */
export type Day = string;

/** A file of sound, picture or film. */
export interface Media {
  h: Hash;
  /** Bytes. */
  n: number;
  /** Media type, e.g. `audio/ogg`. */
  t: string;
  /** Length in milliseconds (sound and film). */
  ms?: number;
  /** Hashes of each 262,144 bytes; only when `n` is more than that. */
  pieces?: Hash[];
  w?: number;
  h_px?: number;
}

export interface Variety {
  tag: Tag;
  /** Name in Vietnamese. */
  name: string;
  /** Name in its own writing. */
  own_name: string;
  note: string;
  /** Placeholder, not real speech: show the word *minh họa*. */
  illustration: boolean;
  machine_voice: boolean;
  fallback: Tag | null;
  greeting: Media | null;
  picture: Media | null;
}

export type Kind = "video" | "audio" | "article" | "story" | "guide" | "quiz" | "alert" | "prompts";

/** From, to (ms), text. */
export type Caption = [number, number, string];

export interface Part {
  /** Only in the product `ui_prompts`: the key of prompts.csv. */
  key?: string;
  text: string;
  audio?: Media | null;
  picture?: Media | null;
}

export interface Answer {
  text: string;
  spoken?: Media | null;
  right: boolean;
}

export interface Question {
  text: string;
  spoken?: Media | null;
  picture?: Media | null;
  answers: Answer[];
  why?: { text: string; spoken?: Media | null };
}

/** A product in one variety. Absent fields are left out by the hub. */
export interface Track {
  title: string;
  spoken?: Media | null;
  illustration?: boolean;
  machine_voice?: boolean;
  parts?: Part[];
  video?: Media | null;
  audio?: Media | null;
  captions?: Caption[];
  qr?: { url: string; label: string } | null;
  /** A page that this screen may open itself, in the hub's frame `/tv/mo/{product}/`. */
  open?: { url: string } | null;
  questions?: Question[];
  /** Alerts: come again after so many minutes. */
  repeat_min?: number;
}

export interface Product {
  id: string;
  edition: number;
  kind: Kind;
  topic: string;
  urgent: boolean;
  /** Shown from this day… */
  from: Day;
  /** …until the day before this one; null: no end. */
  until: Day | null;
  picture: Media | null;
  made_by: string;
  approved_by: string;
  approved_on: Day;
  decision: string;
  source: string;
  tracks: { [tag: string]: Track };
}

export interface MediaWindow {
  from: string;
  to: string;
  max_kib_s: number | null;
  max_item_kib: number | null;
}

/** What the hub says about this one screen. */
export interface Settings {
  v: string;
  screen: string;
  hub: string;
  point: { code: string; name: string; place: string; note: string };
  now: number;
  varieties: Tag[];
  hide: string[];
  keys: string[];
  root_floor: number;
  idle_s: number;
  volume_note: string;
  lead_in_ms: number;
  quiet: [string, string][];
  media: MediaWindow[];
  cap_kib: number;
  hours: string;
  poll_s: number;
  pin: null | { salt: string; rounds: number; sha256: string };
  /** The whole hub shows example data: say *minh họa*. */
  illustration: boolean;
}

export interface Root {
  v: number;
  number: number;
  made_at: string;
  shards: [Hash, number][];
  varieties: [Hash, number];
}

export type Mode = "alone" | "group" | "operator";

/** Fields that may stand in an event beside the base fields. */
export interface Fields {
  [name: string]: string | number | undefined;
}
