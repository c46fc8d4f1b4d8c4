/** The queue of a group session: what is shown to many people, in what order, and how far they are. Pure; kept as one small value. */

export interface Queue {
  /** Product ids in order, each at most once. */
  items: string[];
  /** Which one is on; `items.length` when all were shown. */
  at: number;
  /** Seconds that the session has run so far, in all stretches. */
  s: number;
  /** Plays so far. */
  plays: number;
  /** Day on which it began. */
  day: string;
}

/** What fits the 4 kB that the interface may keep, and an evening. */
export const MOST_ITEMS = 12;

export const emptyQueue = (day: string): Queue => ({ items: [], at: 0, s: 0, plays: 0, day });

/** In or out. What is on or was shown stays. */
export function toggled(queue: Queue, id: string): Queue {
  const at = queue.items.indexOf(id);
  if (at < 0) return queue.items.length < MOST_ITEMS ? { ...queue, items: queue.items.concat(id) } : queue;
  return at < queue.at ? queue : { ...queue, items: queue.items.filter((one) => one !== id) };
}

/** One place earlier; the first one goes to the end. */
export function moved(queue: Queue, id: string): Queue {
  const at = queue.items.indexOf(id), items = queue.items.slice();
  if (at < queue.at) return queue;
  items.splice(at, 1);
  items.splice(at === queue.at ? items.length : at - 1, 0, id);
  return { ...queue, items };
}

export const next = (queue: Queue): Queue => ({ ...queue, at: Math.min(queue.items.length, queue.at + 1) });

/** Without what is gone from the library since (withdrawn, expired); the place stays with its item. */
export function living(queue: Queue, lives: (id: string) => boolean): Queue {
  const before = queue.items.slice(0, queue.at).filter(lives);
  return { ...queue, items: before.concat(queue.items.slice(queue.at).filter(lives)), at: before.length };
}

/** What was kept, if it is one of ours and of `today` or not; anything else is null. */
export function kept(value: unknown): Queue | null {
  const queue = value as Queue | null;
  return queue && typeof queue === "object" && Array.isArray(queue.items) && queue.items.every((one) => typeof one === "string") && typeof queue.at === "number"
    && typeof queue.s === "number" && typeof queue.plays === "number" && typeof queue.day === "string" ? queue : null;
}
