/** Finding a product by what somebody typed or spelt: exact before folded, titles before texts. Pure; keeps and records nothing. */
import type { Product, Tag, Track } from "../core/api";

/** One form for the eye's same word: NFC, lower case, one space between words, the tone of open oa, oe, uy in its old place. */
export function exact(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9đ\u0300-\u036f]+/g, " ")
    .replace(/(o)([ae])([\u0300\u0301\u0303\u0309\u0323])(?![a-z])/g, "$1$3$2")
    .replace(/(^|[^q])u(y)([\u0300\u0301\u0303\u0309\u0323])(?![a-z])/g, "$1u$3$2")
    .normalize("NFC")
    .trim();
}

/** Without marks, đ as d: what a keyboard without Vietnamese types. */
export function fold(text: string): string {
  return exact(text).normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
}

/** All that is said or written in a track. */
function texts(track: Track): string {
  return [
    ...(track.parts || []).map((part) => part.text),
    ...(track.captions || []).map((caption) => caption[2]),
    ...(track.questions || []).map((question) => question.text),
  ].join(" ");
}

/** Whether the words stand in the text: as one phrase from the start of a word, or else each of them. 2, 1 or 0. */
function meets(text: string, query: string): 0 | 1 | 2 {
  const padded = ` ${text}`;
  if (padded.indexOf(` ${query}`) >= 0) return 2;
  return query.split(" ").every((word) => padded.indexOf(` ${word}`) >= 0) ? 1 : 0;
}

/** The products that answer, best first; the given order (urgent, newest) stays among equals. Nothing for an empty query. */
export function find(query: string, products: Product[], langs: Tag[]): Product[] {
  const sharp = exact(query), flat = fold(query);
  if (!flat) return [];
  const ranked: [number, number, Product][] = [];
  products.forEach((product, at) => {
    let best = 0;
    for (const lang of langs) {
      const track = product.tracks[lang];
      if (!track) continue;
      const title = track.title, body = texts(track);
      // Exact title 8 and 7, exact text 6 and 5, folded title 4 and 3, folded text 2 and 1.
      const marks = [meets(exact(title), sharp), meets(exact(body), sharp), meets(fold(title), flat), meets(fold(body), flat)];
      marks.forEach((mark, place) => {
        if (mark) best = Math.max(best, 6 - 2 * place + mark);
      });
    }
    if (best) ranked.push([-best, at, product]);
  });
  // By rank, then as given: Chromium 68's sort is not stable.
  return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]);
}

/** The letters that may come next in the search, so that a grid offers no dead end. Space included. */
export function nextLetters(query: string, products: Product[], langs: Tag[]): string {
  const flat = fold(query);
  const start = ` ${flat}${flat && /\s$/.test(query) ? " " : ""}`;
  let letters = "";
  for (const product of products) {
    for (const lang of langs) {
      const track = product.tracks[lang];
      const text = track ? ` ${fold(track.title)}` : "";
      for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        const next = text.charAt(at + start.length);
        if (next && letters.indexOf(next) < 0) letters += next;
      }
    }
  }
  return letters;
}
