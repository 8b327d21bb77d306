import { DESKTOP } from "./browser.mjs";
import { testPages } from "./pages.mjs";

testPages("desktop", DESKTOP);
