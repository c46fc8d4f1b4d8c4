// prompts.csv as a module: { key: text }. One reader for esbuild and for vitest.
import { readFileSync } from "node:fs";

/** RFC 4180, two columns or more; the first two count. */
export function readCsv(text) {
  const rows = [];
  let row = [""];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (text[i + 1] === '"') row[row.length - 1] += text[++i];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ",") row.push("");
    else if (sign === "\n") {
      rows.push(row);
      row = [""];
    } else if (sign !== "\r" && sign !== "\uFEFF") row[row.length - 1] += sign;
  }
  if (row.length > 1) rows.push(row);
  return Object.fromEntries(rows.slice(1).filter((one) => one.length > 1).map((one) => [one[0], one[1]]));
}

export const csvPlugin = {
  name: "csv",
  setup(build) {
    build.onLoad({ filter: /\.csv$/ }, (file) => ({ contents: `export default ${JSON.stringify(readCsv(readFileSync(file.path, "utf8")))}`, loader: "js" }));
  },
};

/** The same for vite. */
export const csvForVite = {
  name: "csv",
  transform(code, id) {
    return id.endsWith(".csv") ? { code: `export default ${JSON.stringify(readCsv(readFileSync(id, "utf8")))}`, map: null } : null;
  },
};
