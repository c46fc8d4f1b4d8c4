import { expect, test } from "vitest";

import { filesOf } from "../core/content";
import { PRODUCTS } from "../core/fake";
import type { Track } from "../core/api";
import { after } from "./opened";
import { lengthOf, readingMs } from "./players/heard";

const track = PRODUCTS.filter((one) => one.id === "gia-ngo").map((one) => one.tracks.vi)[0] as Track;

test("a guide without sound needs no file and takes reading time", () => {
  expect(filesOf(track)).toEqual([]);
  expect(lengthOf(track)).toBe(readingMs("Lấy điện thoại.") + readingMs("Soi hình vuông."));
});

test("a page that came stays, whatever the time says; one that did not gives way once", () => {
  expect(after(after("waiting", "loaded"), "time")).toBe("shown");
  expect(after("waiting", "time")).toBe("failed");
  expect(after("waiting", "broken")).toBe("failed");
  expect(after(after("waiting", "time"), "loaded")).toBe("failed");
});
