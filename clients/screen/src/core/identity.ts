/** Who this screen is: a secret of 32 random bytes that only this set knows, kept in two places so that losing one loses nothing. */
import { type Tv, SURE } from "./db";
import { type Env, sha256, uuid } from "./env";

export interface Identity {
  /** Makes asking for a pairing idempotent. */
  key: string;
  secret: string;
  pairing: string | null;
  claimed: boolean;
}

/** Beside the identity, apart from the events: what was made last, so that a wiped memory can say what is missing. */
export interface Tail {
  stream: string;
  high: number;
}

const LOCAL = "diemsang-tv", TAIL = "diemsang-tv-tail", LATE = "diemsang-tv-late";

function read<T>(env: Env, name: string): T | null {
  try {
    return env.local ? (JSON.parse(env.local.getItem(name) || "null") as T | null) : null;
  } catch (_) {
    return null;
  }
}

/** False: full or forbidden. What must not be lost then lies in the database. */
function write(env: Env, name: string, value: unknown): boolean {
  try {
    if (env.local) env.local.setItem(name, JSON.stringify(value));
    return !!env.local;
  } catch (_) {
    return false;
  }
}

export const readTail = (env: Env): Tail | null => read<Tail>(env, TAIL);
export const writeTail = (env: Env, tail: Tail): boolean => write(env, TAIL, tail);
/** Texts of events that a full database had no room for, oldest first. */
export const readLate = (env: Env): string[] => read<string[]>(env, LATE) || [];
export const writeLate = (env: Env, texts: string[]): boolean => write(env, LATE, texts);

export async function loadIdentity(env: Env, tv: Tv, inside: Identity | undefined): Promise<Identity> {
  const kept = inside || read<Identity>(env, LOCAL);
  if (!kept || !kept.secret) return freshIdentity(env, tv);
  if (inside) write(env, LOCAL, kept);
  else await saveIdentity(env, tv, kept);
  return kept;
}

function make(env: Env): Identity {
  let text = "";
  env.random(32).forEach((byte) => (text += String.fromCharCode(byte)));
  const secret = btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return { key: uuid(env), secret, pairing: null, claimed: false };
}

export async function freshIdentity(env: Env, tv: Tv): Promise<Identity> {
  const made = make(env);
  await saveIdentity(env, tv, made);
  return made;
}

export async function saveIdentity(env: Env, tv: Tv, identity: Identity): Promise<void> {
  write(env, LOCAL, identity);
  const tx = tv.transaction("kv", "readwrite", SURE);
  await Promise.all([tx.store.put(identity, "identity"), tx.done]);
}

export interface Asked {
  id: string;
  code: string;
  claim_url: string;
  expires_at: string;
  poll_after_s: number;
}

export interface Told {
  state: "waiting" | "claimed" | "expired" | "revoked";
  poll_after_s: number;
}

export async function askPairing(env: Env, identity: Identity): Promise<Response> {
  const body = JSON.stringify({ screen_key: identity.key, secret_sha256: await sha256(env, identity.secret), agent: env.agent, size: env.size });
  return env.fetch("/api/screen/v1/pairings", { method: "POST", headers: { "Content-Type": "application/json" }, body, credentials: "omit" });
}

export const bearer = (identity: Identity): { [name: string]: string } => ({ Authorization: `Bearer ${identity.secret}` });

export interface Early {
  key: string;
  answer: Promise<Response>;
}

/** A set without a place asks for its code before anything is opened, so that nobody waits for one after the other. What it calls itself is kept first. */
export function askEarly(env: Env): Early | null {
  const kept = read<Identity>(env, LOCAL), me = kept && kept.secret ? kept : make(env);
  if (me.claimed || (me !== kept && !write(env, LOCAL, me))) return null;
  const answer = askPairing(env, me);
  answer.catch(() => undefined);
  return { key: me.key, answer };
}
