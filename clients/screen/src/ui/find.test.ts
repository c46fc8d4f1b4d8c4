import { describe, expect, test } from "vitest";

import type { Product, Track } from "../core/api";
import { exact, find, fold, nextLetters } from "./find";

const product = (id: string, title: string, more: Partial<Track> = {}, tag = "vi"): Product => ({
  id, edition: 1, kind: "article", topic: "", urgent: false, from: "2026-01-01", until: null, picture: null, made_by: "", approved_by: "", approved_on: "2026-01-01",
  decision: "", source: "", tracks: { [tag]: { title, ...more } },
});
const ids = (query: string, products: Product[], langs = ["vi"]): string[] => find(query, products, langs).map((one) => one.id);

describe("V7: the table of anchors-content 4.9, all yes", () => {
  const items = [product("dieu", "Điều trị tại nhà"), product("sxh", "Phòng bệnh sốt xuất huyết")];
  test.each([["điều", "dieu"], ["Điều", "dieu"], ["ĐIỀU", "dieu"], ["dieu", "dieu"], ["sot xuat huyet", "sxh"], ["sốt xuất huyết", "sxh"], ["SỐT", "sxh"], ["đieu", "dieu"]])(
    "%s finds %s", (query, id) => expect(ids(query, items)).toEqual([id]));
  test("decomposed marks (NFD) are the same", () => expect(ids("điều".normalize("NFD"), items)).toEqual(["dieu"]));
});

test("exact comes before folded, title before text, phrase before scattered words", () => {
  const items = [
    product("flat-text", "Khác", { parts: [{ text: "mã số" }] }),
    product("flat", "Ma sát"),
    product("text", "Khác nữa", { captions: [[0, 1, "má ơi"]] }),
    product("exact", "Má kể chuyện"),
  ];
  expect(ids("má", items)).toEqual(["exact", "text", "flat", "flat-text"]);
  expect(ids("bản làng", [product("apart", "Làng và bản"), product("one", "Chuyện bản làng")])).toEqual(["one", "apart"]);
});

test("the given order stays among equals; many equals too", () => {
  const items = Array.from({ length: 40 }, (_, n) => product(`p${n}`, "Chè"));
  expect(ids("chè", items)).toEqual(items.map((one) => one.id));
});

test("old and new place of the tone are one word", () => {
  expect(exact("hoà")).toBe(exact("hòa"));
  expect(exact("thuỷ")).toBe(exact("thủy"));
  expect(exact("quý")).toBe("quý");
  expect(exact("toán")).toBe("toán");
  expect(fold("Đăk Lắk")).toBe("dak lak");
});

test("Vietnamese and the language chosen are searched, others not", () => {
  const items = [product("vi", "Chè", {}, "vi"), product("tay", "Chè", {}, "tyz"), product("dao", "Chè", {}, "ium")];
  expect(ids("che", items, ["tyz", "vi"])).toEqual(["vi", "tay"]);
});

test("nothing typed finds nothing; signs are not words", () => {
  expect(ids("", [product("a", "A")])).toEqual([]);
  expect(ids(" .,? ", [product("a", "A")])).toEqual([]);
  expect(ids("(a)", [product("a", "A")])).toEqual(["a"]);
});

test("a word is met from its start only", () => expect(ids("he", [product("che", "Chè")])).toEqual([]));

test("letters that lead somewhere", () => {
  const items = [product("a", "Chè xanh"), product("b", "Chăn trâu")];
  expect(nextLetters("", items, ["vi"]).split("").sort().join("")).toBe("ctx");
  expect(nextLetters("ch", items, ["vi"]).split("").sort().join("")).toBe("ae");
  expect(nextLetters("che", items, ["vi"])).toBe(" ");
  expect(nextLetters("che ", items, ["vi"])).toBe("x");
});
