/** `key,text` of prompts.csv, read at build time. */
declare module "*.csv" {
  const texts: Record<string, string>;
  export default texts;
}
