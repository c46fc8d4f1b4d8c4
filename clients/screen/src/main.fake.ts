/** The page's entry on fixtures: see core/fake.ts. */
import texts from "../prompts.csv";
import { fakeCore } from "./core/fake";
import { startInterface } from "./ui";

const core = fakeCore(texts);
Object.assign(window, { fake: core, tvStarted: true });
startInterface(core, document.getElementById("app") as HTMLElement);
