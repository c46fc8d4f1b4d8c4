// Bundles the hub's face: one style sheet (Tabler and ours, only the rules our pages use), one script, fonts, icons.
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = join(root, "src", "diemsang", "core", "static", "hub");
const modules = join(root, "node_modules");

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "fonts"), { recursive: true });

const fonts = ["vietnamese", "latin"].flatMap((subset) => ["400", "600"].map((weight) => `be-vietnam-pro-${subset}-${weight}-normal.woff2`));
for (const font of fonts) {
  copyFileSync(join(modules, "@fontsource", "be-vietnam-pro", "files", font), join(out, "fonts", font));
}
for (const file of ["icons.svg", "favicon.svg"]) {
  copyFileSync(join(here, file), join(out, file));
}

await build({
  entryPoints: [join(here, "hub.ts")],
  outfile: join(out, "hub.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020"],
  legalComments: "none",
  logLevel: "warning",
});

// Our own rules are kept whole; of Tabler only what a template or a Python file names.
const tabler = readFileSync(join(modules, "@tabler", "core", "dist", "css", "tabler.min.css"), "utf8").replace(/\/\*#.*?\*\//s, "");
const [kept] = await new PurgeCSS().purge({
  content: [join(root, "src/diemsang/**/templates/**/*.html"), join(root, "src/diemsang/**/*.py"), join(here, "*.ts")],
  css: [{ raw: tabler }],
  defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
  safelist: { standard: ["show", "active", "disabled", "is-invalid", "is-valid"], greedy: [], variables: [/^--tblr-(primary|secondary|body|font|border|link|bg|card)/] },
  variables: true,
  keyframes: true,
  fontFace: true,
});
const ours = ["base", "shell", "components", "drawings", "door", "lines", "screens", "survey", "day", "faults", "feedback", "print"].map((name) => readFileSync(join(here, "css", `${name}.css`), "utf8"));
const source = join(out, "hub.src.css");
writeFileSync(source, [kept.css, ...ours].join("\n"));
await build({
  entryPoints: [source],
  outfile: join(out, "hub.css"),
  minify: true,
  external: ["./fonts/*"],
  bundle: true,
  target: ["chrome100", "firefox100", "safari15"],
  legalComments: "none",
  logLevel: "warning",
});
rmSync(source);
