// Reads _headers and _redirects of a folder with Netlify's own parsers; fails on what they refuse.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";

const [folder] = process.argv.slice(2);
const headersFile = join(folder, "_headers");
const redirectsFile = join(folder, "_redirects");
const lines = async (path) => (await readFile(path, "utf8")).split("\n").filter(Boolean);

const { headers, errors: headerErrors } = await parseAllHeaders({
  headersFiles: [headersFile],
  minimal: false,
});
const { redirects, errors: redirectErrors } = await parseAllRedirects({
  redirectsFiles: [redirectsFile],
  minimal: false,
});

const written = (await lines(headersFile)).filter((line) => line.startsWith("  ")).length;
const understood = headers.reduce((sum, rule) => sum + Object.keys(rule.values).length, 0);
const forced = redirects.filter((rule) => rule.status === 301 && rule.force).length;
const rules = (await lines(redirectsFile)).length;

console.log(`    ${understood} of ${written} headers for ${headers.length} addresses`);
console.log(`    ${forced} of ${rules} redirects`);
for (const error of [...headerErrors, ...redirectErrors]) console.error(`    ${error.message}`);

const whole = understood === written && forced === rules && written > 0;
process.exitCode = whole && headerErrors.length + redirectErrors.length === 0 ? 0 : 1;
