// The HTML of every type of page is valid.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { HtmlValidate } from "html-validate";
import rules from "./.htmlvalidate.mjs";
import { SITE_DIR, file, pageTypes } from "./page-types.mjs";

const validator = new HtmlValidate(rules);

for (const [name, address] of pageTypes(SITE_DIR)) {
  it(`${name}: valid HTML (${address})`, async () => {
    const report = await validator.validateString(readFileSync(file(SITE_DIR, address), "utf8"));
    const found = report.results.flatMap((result) => result.messages);
    assert.deepEqual(
      found.map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`),
      [],
    );
  });
}
