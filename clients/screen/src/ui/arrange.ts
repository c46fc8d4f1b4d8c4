/** How products are laid out on Home and in lists: pure, so that tests need no page. */
import type { Product } from "../core/api";

/** A tile of Home. `key` is its word in prompts.csv and the name of its icon. */
export interface Group {
  key: string;
  products: Product[];
}

/** Tiles in the order of docs/domain §1.4's topics as people ask for them. Six fit: at most five groups and *Tìm và xem thêm*. */
const GROUPS: [key: string, topics: string[]][] = [
  ["group_help", ["PUBLIC_SERVICE"]],
  ["group_digital", ["DIGITAL_SKILL", "SCI_TECH", "DIGITAL"]],
  ["group_farm", ["PRODUCTION", "TRADE"]],
  ["group_health", ["HEALTH_EDU", "HEALTH"]],
  ["group_safe", ["SECURITY_ORDER", "DISASTER"]],
  ["group_culture", ["CULTURE_SOCIETY", "CULTURE"]],
];
/** Which pairs become one tile when there are too many, first pair first. */
const JOINED: [into: string, from: string][] = [["group_help", "group_digital"], ["group_health", "group_safe"]];
export const MOST_TILES = 6;
const MOST_GROUPS = 4;

/** News: what is urgent, law and policy, and whatever has no topic of its own here. */
export function groups(products: Product[]): Group[] {
  const known = GROUPS.map(([key, topics]) => ({ key, products: products.filter((one) => !one.urgent && topics.indexOf(one.topic) >= 0) }));
  const placed = known.reduce<Product[]>((all, one) => all.concat(one.products), []);
  const news = { key: "group_news", products: products.filter((one) => placed.indexOf(one) < 0) };
  let rest = known.filter((one) => one.products.length);
  for (const [into, from] of JOINED) {
    if (rest.length <= MOST_GROUPS) break;
    const a = rest.filter((one) => one.key === into)[0], b = rest.filter((one) => one.key === from)[0];
    if (!a || !b) continue;
    rest = rest.filter((one) => one !== b).map((one) => (one === a ? { key: a.key, products: a.products.concat(b.products) } : one));
  }
  return (news.products.length ? [news] : []).concat(rest).slice(0, MOST_TILES - 1);
}

/** Not yet played before played, urgent before all, else as the core gave them (newest first). Stable on old engines too. */
export function listed(products: Product[], heard: (product: Product) => boolean): Product[] {
  const rank = (one: Product): number => (one.urgent ? 0 : heard(one) ? 2 : 1);
  return products.map((one, at) => ({ one, at, rank: rank(one) })).sort((a, b) => a.rank - b.rank || a.at - b.at).map((each) => each.one);
}

export interface Sheet<T> {
  items: T[];
  page: number;
  pages: number;
}

/** One page of tiles; a page beyond the end is the last one. */
export function sheet<T>(all: T[], page: number, size = MOST_TILES): Sheet<T> {
  const pages = Math.max(1, Math.ceil(all.length / size)), at = Math.min(Math.max(0, page), pages - 1);
  return { items: all.slice(at * size, at * size + size), page: at, pages };
}

/** `2026-11-24` → `24/11/2026`; also of an ISO moment, whose day in Vietnam counts. */
export function vnDay(text: string): string {
  const moment = text.length > 10 ? new Date(Date.parse(text) + 7 * 3600_000).toISOString() : text;
  const [year, month, day] = moment.slice(0, 10).split("-");
  return `${day}/${month}/${year}`;
}

/** Whether `minutes` since midnight lies in a window of quiet; windows may pass midnight. */
export function quiet(windows: [string, string][], minutes: number): boolean {
  const read = (text: string): number => +text.slice(0, 2) * 60 + +text.slice(3, 5);
  return windows.some(([from, to]) => {
    const a = read(from), b = read(to);
    return a <= b ? minutes >= a && minutes < b : minutes >= a || minutes < b;
  });
}
