/** What of a product was really heard or seen, and where its sentences lie. Pure. */
import type { Caption, Part, Track } from "../../core/api";

const CELL = 250;

/** Covered time: hearing the first minute twice is one minute. */
export class Heard {
  private cells: { [cell: number]: 1 } = {};
  private count = 0;
  constructor(readonly ofMs: number) {}

  mark(from: number, to: number): void {
    for (let cell = Math.floor(Math.max(0, from) / CELL); cell < Math.ceil(Math.min(to, this.ofMs) / CELL); cell++) {
      if (this.cells[cell]) continue;
      this.cells[cell] = 1;
      this.count++;
    }
  }

  /** Milliseconds, never more than the length. */
  ms(): number {
    return Math.min(this.count * CELL, this.ofMs);
  }
}

/** Time to read a sentence aloud slowly: about 13 signs a second, at least 2.5 s. */
export const readingMs = (text: string): number => Math.max(2500, Math.round(text.length * 75));

/** Length of each part: its sound, else its reading time. */
export const partMs = (part: Part): number => (part.audio && part.audio.ms) || readingMs(part.text);

/** Index of the sentence at `ms`: the last that has begun; 0 before the first, −1 without any. */
export function sentenceAt(captions: Caption[], ms: number): number {
  let at = captions.length ? 0 : -1;
  for (let i = 0; i < captions.length; i++) if ((captions[i] as Caption)[0] <= ms) at = i;
  return at;
}

/** Where *repeat the last sentence* goes: its start, or the one before when this one has only just begun. */
export function repeatFrom(captions: Caption[], ms: number): number {
  const at = sentenceAt(captions, ms), here = captions[at];
  if (!here) return Math.max(0, ms - 10_000);
  const before = captions[at - 1];
  return ms - here[0] < 1500 && before ? before[0] : here[0];
}

/** Length of a whole track in milliseconds. */
export function lengthOf(track: Track): number {
  const film = track.video || track.audio, captions = track.captions || [], last = captions[captions.length - 1];
  if (film) return film.ms || (last ? last[1] : 60_000);
  if (track.questions) return track.questions.reduce((sum, one) => sum + ((one.spoken && one.spoken.ms) || readingMs(one.text)), 0);
  return (track.parts || []).reduce((sum, one) => sum + partMs(one), 0);
}
