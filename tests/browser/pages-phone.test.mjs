import { PHONE } from "./browser.mjs";
import { testPages } from "./pages.mjs";

testPages("phone", PHONE);
