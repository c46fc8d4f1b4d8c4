/** Talking to the hub: contact, settings, manners (docs/screen-protocol.md). Lane 1 never waits for media; it runs alone in its loop. */
import type { Batch, Events } from "./events";
import type { Stamp } from "./clock";
import { type Env, sha256 } from "./env";
import { bearer, type Identity } from "./identity";
import type { Settings } from "./types";

export interface Answer {
  acked: number;
  chain: string;
  root: number;
  settings: string;
  app: string;
  now: number;
  poll_after_s: number;
}

export interface Told {
  kind: "ok" | "conflict" | "unknown" | "revoked" | "busy" | "error";
  answer?: Answer;
  fork?: { reason: string; acked: number; chain: string; common?: number };
  /** With `revoked`: what the hub has of the list. Older hubs do not say. */
  held?: { acked: number; chain: string };
  message: string;
  /** Seconds that the hub asks to wait. */
  retry: number | null;
  sent: number;
}

export interface Report {
  holds: { root: number | null; missing: string[]; missing_count: number };
  health: { sound: string; storage: string; app: string; errors: number };
}

const TIME_OUT = 60_000;

/** One contact. Never throws. */
export async function contact(env: Env, identity: Identity, now: Stamp, batch: Batch, report: Report): Promise<Told> {
  const head = JSON.stringify({ now, stream: batch.stream, first_seq: batch.first_seq, prev: batch.prev, ...report });
  // The texts stand in the body as they were made: their bytes are what the chain is of.
  const body = `${head.slice(0, -1)},"events":[${batch.texts.join(",")}]}`;
  const abort = new AbortController(), cancel = env.after(TIME_OUT, () => abort.abort()), sent = env.mono();
  try {
    const answer = await env.fetch("/api/screen/v1/contact", { method: "POST", headers: { "Content-Type": "application/json", ...bearer(identity) }, body, signal: abort.signal, credentials: "omit", cache: "no-store" });
    const retry = Number(answer.headers.get("Retry-After")) || null;
    const said = (await answer.json().catch(() => null)) as (Answer & { reason?: string; message?: string; common?: number }) | null;
    const message = (said && said.message) || "";
    if (answer.status === 200 && said && typeof said.acked === "number") return { kind: "ok", answer: said, message, retry, sent };
    if (answer.status === 409 && said && said.reason) return { kind: "conflict", fork: { reason: said.reason, acked: said.acked, chain: said.chain, common: said.common }, message, retry, sent };
    if (answer.status === 401) return { kind: said && said.reason === "revoked" ? "revoked" : "unknown", held: said && said.chain ? said : undefined, message, retry, sent };
    return { kind: retry ? "busy" : "error", message: message || `${answer.status}`, retry, sent };
  } catch (_) {
    return { kind: "error", message: "", retry: null, sent };
  } finally {
    cancel();
  }
}

/** What the hub's answer to a contact means for the list of events. True when more is to be sent soon. */
export async function settle(events: Events, batch: Batch, told: Told): Promise<boolean> {
  if (told.kind === "ok" && told.answer) return (await events.acknowledged(batch, told.answer.acked, told.answer.chain)) === "fork" || batch.more;
  if (told.held) {
    // The last batch may have been stored and its answer lost: what the hub has must not be carried into another identity. Believed only when it is our own list.
    const { acked, chain } = told.held, at = acked - batch.first_seq;
    if (at >= 0 && batch.chains[at] === chain) await events.acknowledged(batch, acked, chain);
  }
  if (told.kind !== "conflict" || !told.fork) return false;
  const { reason, acked, chain, common } = told.fork;
  if (reason === "gap" && (await events.rewind(batch.stream, acked, chain))) return true;
  if (reason === "gap") await events.move(batch.stream, batch.first_seq - 1, "gap");
  else await events.move(batch.stream, Math.max(batch.first_seq - 1, common || 0), "fork");
  return true;
}

export async function fetchSettings(env: Env, identity: Identity, etag: string): Promise<{ settings: Settings; etag: string; text: string } | null> {
  const answer = await env.fetch("/api/screen/v1/settings", { headers: { ...bearer(identity), ...(etag ? { "If-None-Match": etag } : {}) }, credentials: "omit", cache: "no-store" });
  if (answer.status === 304) return null;
  if (answer.status !== 200) throw new Error(`settings ${answer.status}`);
  const text = await answer.text();
  return { settings: JSON.parse(text) as Settings, etag: answer.headers.get("ETag") || "", text };
}

/** A number from 0 to 1 that is this screen's own for `what`. */
export async function share(env: Env, what: string): Promise<number> {
  return parseInt((await sha256(env, what)).slice(0, 8), 16) / 0xffffffff;
}

/** After `errors` failures in a row: 15 s doubling to 30 minutes, ± 50 % by hash. */
export async function backoff(env: Env, id: string, errors: number): Promise<number> {
  const base = Math.min(1800, 15 * 2 ** Math.max(0, errors - 1));
  return base * (0.5 + (await share(env, `${id}${errors}`))) * 1000;
}
