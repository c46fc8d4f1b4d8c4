/** Pages of helpers and operators, and the search: fetched apart from what a resident needs first, kept on the set all the same. */
export { cutOff, groupPage } from "./group";
export { openedPage } from "./opened";
export { operatorPage } from "./operator";
export { pointPage } from "./point";
export { searchPage } from "./search";
