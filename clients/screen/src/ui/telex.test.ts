import { describe, expect, test } from "vitest";

import { compose, type Placement } from "./telex";
import list from "./telex.words";

// V8 of the anchor cases.
const WORDS = list.trim().split("\n").map((line) => line.split(" ") as [string, string, string]);
const placed = (word: string): Placement => (/(o[àáảãạ]|o[èéẻẽẹ]|[^q]u[ỳýỷỹỵ])$/.test(word) ? "new" : "old");

test("the list is long enough", () => expect(WORDS.length).toBeGreaterThan(150));
test.each(WORDS)("%s is %s in Telex and %s in VNI", (word, telex, vni) => {
  expect(compose(telex, placed(word))).toBe(word);
  expect(compose(vni, placed(word))).toBe(word);
  expect(compose(telex.toUpperCase(), placed(word))).toBe(word.toUpperCase());
});

describe("ways of typing the same word", () => {
  const cases: { [word: string]: string } = {
    "người": "nguwowif nguowif nguowfi ngwowif nguoiwf nguoifw nguo7i2 ngu7o7i2 nguoi27 nguoi72",
    "được": "dduwowcj dduowcj duocdwj dduocjw dduojcw d9uo75c duoc975",
    "tiếng": "tieengs tiengse tienges tieesng tie61ng tieng61 tieng16 tie6ng1",
    "nước": "nuwowcs nuowcs nuocws nu7o7c1 nuoc71",
    "đường": "dduwowngf dduongwf duongdwf d9uong72 duong972",
    "mưa": "muwa muaw mwa mu7a mua7",
    "như": "nhuw nhw nhu7",
    "ươm": "uwowm uowm wowm u7o7m uo7m",
    "hưu": "huwu huuw hwu hu7u huu7",
    "hươu": "huwowu huouw huowu huou7 hu7o7u",
    "thuở": "thuowr thuo73",
    "thương": "thuowng thuongw thuo7ng",
    "giữa": "giuwax giuaxw giuawx giwax giu7a4 giua47",
    "quặng": "quawngj quanwgj quangwj qua8ng5",
    "dầu": "daauf dauaf dafua da62u dau62",
    "khuyến": "khuyeens khuyense khuye6n1 khuyen61",
    "hòa": "hoaf hofa hoa2 ho2a",
    "toàn": "toanf toafn tofan toan2 to2an",
  };
  for (const word in cases) for (const keys of (cases[word] as string).split(" ")) test(`${keys} is ${word}`, () => expect(compose(keys)).toBe(word));
});

test.each([
  ["aaa", "aa"], ["ooo", "oo"], ["ddd", "dd"], ["ass", "as"], ["aww", "aw"], ["ww", "w"], ["uww", "uw"], ["a66", "a6"], ["a11", "a1"], ["d99", "d9"], ["o77", "o7"],
  ["xooong", "xoong"], ["gooongf", "goòng"],
])("the mark twice writes the key: %s is %s", (keys, text) => expect(compose(keys)).toBe(text));

test.each([
  ["asf", "à"], ["asz", "a"], ["a10", "a"], ["awa", "â"], ["aaw", "ă"], ["a68", "ă"], ["a86", "â"], ["owo", "ô"], ["uwowo", "uô"], ["o76", "ô"],
])("a mark gives way to another: %s is %s", (keys, text) => expect(compose(keys)).toBe(text));

test("old and new place of the tone", () => {
  expect(["hoaf", "khoer", "thuyr", "toans", "quys", "hoaif"].map((one) => compose(one))).toEqual(["hòa", "khỏe", "thủy", "toán", "quý", "hoài"]);
  expect(["hoaf", "khoer", "thuyr", "toans", "quys", "hoaif"].map((one) => compose(one, "new"))).toEqual(["hoà", "khoẻ", "thuỷ", "toán", "quý", "hoài"]);
});

test("Backspace takes back one key: a mark, then a letter", () => {
  const back = (keys: string): string[] => keys.split("").map((_, at) => compose(keys.slice(0, keys.length - at)));
  expect(back("tieengs")).toEqual(["tiếng", "tiêng", "tiên", "tiê", "tie", "ti", "t"]);
  expect(back("dduowcj")).toEqual(["được", "đươc", "đuơ", "đuo", "đu", "đ", "d"]);
  expect(back("tie6ng1")[0]).toBe("tiếng");
  expect(back("tie6ng1")[1]).toBe("tiêng");
  expect(back("aaa")).toEqual(["aa", "â", "a"]);
});

test.each([
  ["giaays a4", "giấy a4"], ["giay61 to72", "giấy tờ"], ["no6i2 xoong", "nồi xoong"], ["wifi", "wifi"], ["covid19", "covid19"],
  ["facebook", "facebook"], ["zalo", "zalo"], ["internet", "internet"], ["smartphone", "smartphone"], ["web", "web"], ["camera", "camera"], ["2468", "2468"], ["thon 5", "thon 5"],
  ["Tuyeen Quang", "Tuyên Quang"], ["DDIEENJ", "ĐIỆN"], ["Ddieenj", "Điện"], ["ddt", "đt"], ["đã cos", "đã có"], ["", ""],
])("a line: %s is %s", (keys, text) => expect(compose(keys)).toBe(text));
