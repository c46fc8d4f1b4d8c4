/** Topics as people come for them: five doors of Home, each with a drawing of our own (tools/products/svg). Pure. */
import type { Product } from "../core/api";

export interface Door {
  key: string;
  topics: string[];
}

export const DOORS: Door[] = [
  { key: "group_news", topics: ["SECURITY_ORDER", "POLICY_LAW"] },
  { key: "group_help", topics: ["PUBLIC_SERVICE", "DIGITAL_SKILL"] },
  { key: "group_farm", topics: ["PRODUCTION", "TRADE", "SCI_TECH"] },
  { key: "group_health", topics: ["HEALTH_EDU", "DISASTER"] },
  { key: "group_culture", topics: ["CULTURE_SOCIETY"] },
];

/** Products behind a door; what has no known topic stands behind the last one. */
export function behind(door: Door, products: Product[]): Product[] {
  const known = DOORS.reduce<string[]>((all, one) => all.concat(one.topics), []);
  const last = DOORS[DOORS.length - 1] === door;
  return products.filter((one) => door.topics.indexOf(one.topic) >= 0 || (last && known.indexOf(one.topic) < 0));
}

/** Unheard first, each kind in the order given (urgent, then newest). */
export const unheardFirst = (products: Product[], heard: { [id: string]: number }): Product[] =>
  products.filter((one) => heard[one.id] !== one.edition).concat(products.filter((one) => heard[one.id] === one.edition));

/** What is on a page of `per` of a list. */
export function page<T>(all: T[], at: number, per: number): { items: T[]; at: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / per)), held = Math.min(Math.max(0, at), pages - 1);
  return { items: all.slice(held * per, held * per + per), at: held, pages };
}

/** Whether a warning may come by itself: in quiet hours only an urgent one of a disaster, for which people are woken. */
export const maySpeak = (product: Product, quiet: boolean): boolean => product.kind === "alert" && (!quiet || (product.urgent && product.topic === "DISASTER"));

/** The alert that is due: never shown, shown long enough ago, or shown in a future that a wrong clock made up. */
export function due(alerts: { id: string; every: number }[], shown: { [id: string]: number }, now: number): string | null {
  const found = alerts.filter(({ id, every }) => {
    const last = shown[id];
    return last === undefined || last > now || (every > 0 && now - last >= every * 60000);
  })[0];
  return found ? found.id : null;
}
