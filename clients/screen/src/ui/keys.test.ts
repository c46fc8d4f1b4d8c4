import { expect, test } from "vitest";

import { keyOf } from "./keys";

const pressed = (keyCode: number, key = ""): string | null => keyOf({ keyCode, key } as KeyboardEvent);

test("V9: Back of keyboards (8, 27), of webOS (461) and of Tizen (10009) is one key", () => expect([8, 27, 461, 10009].map((code) => pressed(code))).toEqual(["back", "back", "back", "back"]));

test("arrows, OK, digits of both rows, and the play key of a remote control", () => {
  expect([37, 38, 39, 40, 13].map((code) => pressed(code))).toEqual(["left", "up", "right", "down", "ok"]);
  expect([48, 57, 96, 105].map((code) => pressed(code))).toEqual(["0", "9", "0", "9"]);
  expect([415, 179, 10252].map((code) => pressed(code))).toEqual(["play", "play", "play"]);
});

test("letters come as themselves, other keys as nothing", () => {
  expect([pressed(65, "A"), pressed(229, "ế"), pressed(16, "Shift"), pressed(412, "MediaRewind")]).toEqual(["a", "ế", null, null]);
});
