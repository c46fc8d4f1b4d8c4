// Builds the TV app into src/diemsang/screens/tv_app/: what `/tv/` serves. Every file under its hash, compressed beforehand, listed in app.json.
// Arguments: folder of the cut fonts; then, for work on the interface, another folder to build the page on the fake core into.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { csvPlugin, readCsv } from "./csv.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [fonts, fake] = process.argv.slice(2);
const out = fake ?? join(here, "..", "..", "src", "diemsang", "screens", "tv_app");

const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
const names = {};
const listed = [];

/** Write under the hash of the uncompressed bytes, with .br and .gz where they are smaller. */
function put(name, bytes) {
  const ending = name.split(".").pop();
  const hash = sha(bytes);
  const path = `f/${hash}.${ending}`;
  store(path, bytes);
  names[name] = `/tv/${path}`;
  listed.push([`/tv/${path}`, hash, bytes.length]);
  return hash;
}

function store(path, bytes) {
  writeFileSync(join(out, path), bytes);
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const gz = gzipSync(bytes, { level: 9 });
  if (br.length < bytes.length) writeFileSync(join(out, `${path}.br`), br);
  if (gz.length < bytes.length) writeFileSync(join(out, `${path}.gz`), gz);
}

/** idb without its `for await` over cursors: nothing here uses it, and written in ES2016 it is the heaviest part. */
const idbPlugin = {
  name: "idb",
  setup(made) {
    made.onLoad({ filter: /idb\/build\/index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8"), from = text.indexOf("const advanceMethodProps"), to = text.indexOf("export {");
      if (from < 0 || to < from || text.slice(to).includes("iterat")) throw new Error("idb has changed: look anew at what is cut off");
      return { contents: text.slice(0, from) + text.slice(to), loader: "js" };
    });
  },
};

async function script(entry, more = {}) {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2016"],
    legalComments: "none",
    logLevel: "warning",
    charset: "utf8",
    plugins: [csvPlugin, idbPlugin],
    ...more,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** The app in modules: what a resident needs first, and what comes when asked for. Chunks name one another, so they get their names leaves first. */
async function modules(entry) {
  const result = await build({
    entryPoints: { tv: join(here, entry) }, bundle: true, splitting: true, minify: true, write: false, metafile: true, format: "esm", outdir: "/", absWorkingDir: here,
    target: ["es2016"], supported: { "dynamic-import": true }, legalComments: "none", logLevel: "warning", charset: "utf8", plugins: [csvPlugin, idbPlugin],
  });
  const base = (path) => path.split("/").pop();
  const left = new Map(result.outputFiles.map((one) => [base(one.path), one.text]));
  const needs = Object.fromEntries(Object.entries(result.metafile.outputs).map(([path, one]) => [base(path), one.imports.map((i) => base(i.path))]));
  const total = { first: 0, later: 0 };
  while (left.size) {
    const ready = [...left.keys()].find((name) => needs[name].every((other) => !left.has(other)));
    if (!ready) throw new Error("modules go round in a circle");
    let text = left.get(ready);
    for (const other of needs[ready]) text = text.split(`./${other}`).join(names[other]);
    left.delete(ready);
    put(ready, Buffer.from(text));
    total[ready.startsWith("tools") ? "later" : "first"] += gzipSync(text, { level: 9 }).length;
  }
  // What the entry imports at once is named in the page, or it would be asked for one round trip later.
  total.preloads = Object.entries(result.metafile.outputs).filter(([path]) => base(path) === "tv.js").flatMap(([, one]) => one.imports)
    .filter((one) => one.kind === "import-statement").map((one) => names[base(one.path)]);
  return total;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "f"), { recursive: true });

for (const file of readdirSync(fonts).filter((one) => one.endsWith(".woff2"))) put(file, readFileSync(join(fonts, file)));

let css = (await build({
  entryPoints: [join(here, "src", "ui", "tv.css")],
  bundle: true,
  minify: true,
  write: false,
  target: ["chrome68"],
  external: ["*.woff2"],
  loader: { ".svg": "dataurl" },
  legalComments: "none",
  logLevel: "warning",
  charset: "utf8",
})).outputFiles[0].text;
for (const [name, path] of Object.entries(names)) css = css.split(name).join(path);
put("tv.css", Buffer.from(css));

put("guard.js", await script("guard.js", { target: ["es5"], bundle: false }));
const size = await modules(fake ? "src/main.fake.ts" : "src/main.ts");
put("words.json", Buffer.from(JSON.stringify(readCsv(readFileSync(join(here, "prompts.csv"), "utf8")))));
// Files of the interface that stay files (an icon sheet), named in index.html or by `assets` in the script.
const assets = join(here, "assets");
if (existsSync(assets)) for (const file of readdirSync(assets)) put(file, readFileSync(join(assets, file)));

const page = readFileSync(join(here, "index.html"), "utf8");
const version = sha(JSON.stringify([page, listed])).slice(0, 12);
const preloads = size.preloads.map((path) => `<link rel="modulepreload" href="${path}">`).join("\n");
const html = Buffer.from(page.replace("{modules}", preloads).replace(/\{([\w.-]+)\}/g, (whole, name) => (name === "version" ? version : names[name] ?? whole)));
store("index.html", html);
store("sw.js", await script("sw/sw.ts"));
const files = [["/tv/", sha(html), html.length], ...listed];
store("app.json", Buffer.from(JSON.stringify({ version, files })));

const gz = (path) => gzipSync(readFileSync(join(out, path)), { level: 9 }).length;
const total = size.first + gz(names["guard.js"].replace("/tv/", "")) + gz("sw.js");
console.log(`tv ${version}: ${(total / 1000).toFixed(1)} kB script (gzip), ${(size.later / 1000).toFixed(1)} kB when asked for, ${listed.length} files`);
