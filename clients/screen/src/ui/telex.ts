/**
 * Vietnamese typing in the page (a TV rarely has a Vietnamese keyboard). Pure: the whole line is composed anew from the keys pressed, so that
 * Backspace takes back exactly one key, a mark as well as a letter: `compose(keys.slice(0, -1))`.
 *
 * Telex and VNI are told apart by themselves: a word in which a digit can be a mark is VNI, unless an earlier word showed Telex (then
 * `giaays a4` keeps its 4), and after a VNI word letters are only letters. A word that cannot be a Vietnamese syllable stays as typed (`wifi`).
 */

/** Where the tone stands in open oa, oe, uy: `hòa` (old) or `hoà` (new). */
export type Placement = "old" | "new";

interface Letter {
  c: string;
  /** Combining sign of the letter's shape, "-" for đ, "" for none. */
  shape: string;
  up: boolean;
}

const HAT = "\u0302", BREVE = "\u0306", HORN = "\u031B";
const TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];
const TELEX_TONES = "zsfrxj", VOWELS = "aeiouy";
const FINALS = " c ch k m n ng nh p t ".split(" ");
const strip = (text: string): string => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
// Every nucleus of a Vietnamese syllable; what is typed before its marks come (`uoi`) is allowed too.
const NUCLEI: { [nucleus: string]: 1 } = {};
("a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi ơi oo ua uâ uê ui uô uơ uy ưa ưi ươ ưu yê " +
  "iêu oai oao oay oeo uao uay uây uêu uôi ươi ươu uya uyê uyu yêu").split(" ").forEach((one) => {
  NUCLEI[one.normalize("NFD")] = NUCLEI[strip(one)] = 1;
});

const isVowel = (letter: Letter | undefined): boolean => !!letter && VOWELS.indexOf(letter.c) >= 0;

/** First and last + 1 of the vowels that bear tone and shape: `u` of `qu` and `i` of `gi` before a vowel belong to the consonant. */
function nucleus(word: Letter[]): [number, number] {
  let from = 0;
  while (from < word.length && !isVowel(word[from])) from++;
  const before = word.slice(0, from + 1).map((one) => one.c).join("");
  if (isVowel(word[from + 1]) && (before === "qu" || before === "gi")) from++;
  let to = from;
  while (isVowel(word[to])) to++;
  return [from, to];
}

const spell = (word: Letter[], from: number, to: number): string => word.slice(from, to).map((one) => one.c + one.shape).join("");

function possible(typed: Letter[]): boolean {
  const word = join(typed);
  const [from, to] = nucleus(word);
  return from === to || (!!NUCLEI[spell(word, from, to)] && FINALS.indexOf(spell(word, to, word.length)) >= 0);
}

/** ươ is one sound: `uow` before another letter, and `uwo`, are ươ; at the end `thuow` is thuơ. A copy. */
function join(typed: Letter[]): Letter[] {
  const word = typed.map((one) => ({ ...one }));
  const [from, to] = nucleus(word);
  for (let i = from; i + 1 < to; i++) {
    const u = word[i] as Letter, o = word[i + 1] as Letter;
    if (u.c !== "u" || o.c !== "o") continue;
    if (u.shape) o.shape = o.shape || HORN;
    else if (o.shape === HORN && i + 2 < word.length) u.shape = HORN;
  }
  return word;
}

/** The word with `shape` on one letter of the nucleus, when that can be a syllable; the last such letter wins, `ưa` and `ươ` as a pair. */
function shaped(word: Letter[], on: string, shape: string): Letter[] | null {
  const [from, to] = nucleus(word);
  for (let i = to - 1; i >= from; i--) {
    const old = word[i] as Letter;
    if (on.indexOf(old.c) < 0 || old.shape === shape) continue;
    const next = word.map((one, at) => ({ ...one, shape: at === i ? shape : shape === HAT && at === i - 1 && one.shape === HORN ? "" : one.shape }));
    if (possible(next)) return next;
  }
  return null;
}

function tonePlace(word: Letter[], placement: Placement): number {
  const [from, to] = nucleus(word);
  for (let i = to - 1; i >= from; i--) if ((word[i] as Letter).shape) return i;
  if (to - from === 1) return from;
  if (to - from === 3 || to < word.length) return from + 1;
  const open = spell(word, from, to);
  return placement === "new" && (open === "oa" || open === "oe" || open === "uy") ? from + 1 : from;
}

interface Composed {
  text: string;
  /** How many keys became marks. */
  marks: number;
}

function word(keys: string, vni: boolean, placement: Placement): Composed {
  let letters: Letter[] = [];
  let tone = 0, marks = 0, escaped = "";
  for (const key of keys) {
    const low = key.toLowerCase();
    const add = (): void => void (letters = letters.concat({ c: low, shape: "", up: key !== low }));
    const [from, to] = nucleus(letters);
    const free = escaped.indexOf(low) < 0 && possible(letters);
    /** The same mark twice: take it back and write the key (`aaa` is aa). */
    const escape = (): void => {
      escaped += low;
      marks++;
      add();
    };
    const wanted = vni ? (low >= "0" && low <= "5" ? +low : -1) : TELEX_TONES.indexOf(low);
    if (free && wanted >= 0 && to > from && (wanted || tone)) {
      if (tone === wanted) {
        tone = 0;
        escape();
      } else {
        tone = wanted;
        marks++;
      }
      continue;
    }
    if (free && low === (vni ? "9" : "d") && letters.length && (letters[0] as Letter).c === "d") {
      const first = letters[0] as Letter;
      const again = first.shape === "-";
      first.shape = again ? "" : "-";
      if (again) escape();
      else marks++;
      continue;
    }
    // What this key can do: [letters, shape] in the order to try.
    const ways: [string, string][] = vni
      ? low === "6" ? [["aeo", HAT]] : low === "7" ? [["uo", HORN]] : low === "8" ? [["a", BREVE]] : []
      : low === "w" ? [["uo", HORN], ["a", BREVE]] : low === "a" || low === "e" || low === "o" ? [[low, HAT]] : [];
    let done = false;
    for (const [on, shape] of free ? ways : []) {
      const next = shaped(letters, on, shape);
      if (next) {
        letters = next;
        marks++;
        done = true;
        break;
      }
    }
    if (done) continue;
    // The mark is there already: take it back and write the key.
    const had = free && ways.some(([on, shape]) => letters.some((one) => on.indexOf(one.c) >= 0 && one.shape === shape));
    if (had) {
      letters.forEach((one) => {
        if (ways.some(([on, shape]) => on.indexOf(one.c) >= 0 && one.shape === shape)) one.shape = "";
      });
      // A bare w was ư: twice it is w.
      if (low === "w" && bare(keys)) letters.pop();
      escape();
      continue;
    }
    if (free && !vni && low === "w" && (to === from || spell(letters, 0, to) === "gi")) {
      letters.push({ c: "u", shape: HORN, up: key !== low });
      marks++;
      continue;
    }
    add();
  }
  if (!marks || (!escaped && !possible(letters))) return { text: keys, marks: 0 };
  letters = join(letters);
  const [from, to] = nucleus(letters);
  const place = to > from ? tonePlace(letters, placement) : -1;
  const text = letters.map((one, at) => {
    const sign = one.shape === "-" ? "đ" : (one.c + one.shape + (at === place ? TONES[tone] : "")).normalize("NFC");
    return one.up ? sign.toUpperCase() : sign;
  }).join("");
  return { text, marks };
}

/** The first w of these keys stands where no vowel was. */
const bare = (keys: string): boolean => /^[^aeiouyw]*w/i.test(keys);

/** The line that these keys make. */
export function compose(keys: string, placement: Placement = "old"): string {
  let style: "" | "telex" | "vni" = "";
  return keys.replace(/[a-z][a-z0-9]*/gi, (one) => {
    if (style !== "telex" && /\d/.test(one)) {
      const made = word(one, true, placement);
      if (made.marks) style = "vni";
      return made.text;
    }
    if (style === "vni") return one;
    const made = word(one, false, placement);
    if (made.marks) style = "telex";
    return made.text;
  });
}
