/** A QR code as SVG, dark on white with its quiet zone of four, sharp at any size. One code for pairing, guides and end cards. */
declare const require: (name: string) => typeof import("lean-qr/nano");

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4;

/** `label` is what a reader of the page hears; the address itself is too long for ears. */
export function qr(url: string, label: string): SVGSVGElement {
  // Its tables are made at the first code, not at the start of a screen that shows none.
  const code = require("lean-qr/nano").generate(url);
  let path = "";
  for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
  const all = code.size + 2 * QUIET;
  const svg = document.createElementNS(SVG, "svg");
  const put = (name: string, attributes: { [name: string]: string }): void => {
    const shape = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach((key) => shape.setAttribute(key, attributes[key] as string));
    svg.appendChild(shape);
  };
  svg.setAttribute("viewBox", `0 0 ${all} ${all}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  put("rect", { width: `${all}`, height: `${all}`, fill: "#fff" });
  put("path", { d: path, fill: "#000" });
  return svg;
}
