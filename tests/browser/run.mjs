// The site in a real browser: node run.mjs BASE_URL [--shots DIR]
//
// FINGERPOST_TOKEN is the sign-in token of a steward of that site; without it the desk is passed over.
//
// For every page that exists, at 320, 375 and 1280 pixels: axe finds nothing, nothing scrolls sideways, nothing is
// asked of another origin. Then the journeys without script, the words, the sizes. Prints a table; exits 1 on any
// fault, 2 when it cannot begin.

import { chromium } from "playwright-core";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkWords } from "./words.mjs";
import { desk } from "./desk.mjs";
import { journeys } from "./journeys.mjs";
import { ownBytes, sizes } from "./sizes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const WIDTHS = [320, 375, 1280];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Where Chromium is: CHROMIUM, else on the PATH under one of its names. */
function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const found = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
    if (found) return found;
  }
  return undefined;
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

const args = process.argv.slice(2);
const shotsAt = args.indexOf("--shots");
const shots = shotsAt >= 0 ? args.splice(shotsAt, 2)[1] : undefined;
const base = args[0]?.replace(/\/$/, "");
if (!base) stop("give the address of a running demo: node run.mjs http://127.0.0.1:8080 [--shots DIR]");
const executablePath = chromiumPath();
if (!executablePath) stop("Chromium is not on the PATH: apt-get install chromium, or set CHROMIUM to it");
if (shots) fs.mkdirSync(shots, { recursive: true });
const axeSource = fs.readFileSync(path.join(here, "node_modules/axe-core/axe.min.js"), "utf8");

const rows = [];
const faults = [];
function check(what, fine, figure, fault) {
  rows.push([what, fine ? "ok" : "FAULT", String(figure)]);
  if (!fine) faults.push(`${what}: ${fault ?? figure}`);
}

const browser = await chromium.launch({ executablePath, args: FLAGS });

/** Every page that exists, found by following the demo's own links. */
async function pagesOf(base) {
  const results = "/find?where=QX4+7PL&need=lonely";
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(base + results);
  const services = await page.locator(".fp-result h2 a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  await page.goto(base + services[0]);
  const history = await page.getByRole("link", { name: "See every change to this page" }).getAttribute("href");
  await page.close();
  return {
    home: "/",
    "home-error": "/find?where=QX4+7ZZ&need=lonely",
    results,
    "results-all": "/find?where=QX4+7PL",
    "results-page-2": "/find?where=QX4+7PL&page=2",
    "results-empty": "/find?where=QX4+7PL&need=lonely&access=bsl&how=home-visit&within=1",
    "results-words": "/find?where=Tealford&need=zebra+crossing",
    "results-danger": "/find?where=QX4+7PL&need=suicide",
    "results-open": "/find?where=Tealford&need=chemist&when=now",
    service: services[0],
    "service-old": services[4] ?? services[0],
    "service-phone": services[2] ?? services[0],
    history,
    needs: "/need",
    need: "/need/lonely",
    about: "/about",
    sources: "/about/sources",
    keepers: "/about/who-keeps-what",
    accessibility: "/accessibility",
    privacy: "/privacy",
    missing: "/no-such-page",
  };
}

const pages = await pagesOf(base).catch((problem) => stop(`the demo at ${base} does not answer as it should: ${problem.message}`));

/** What was found at one width. */
const found = new Map(WIDTHS.map((width) => [width, { pages: 0, violations: 0, incomplete: 0, unsureOf: new Set(), sideways: 0, foreign: 0, most: 0 }]));

/** Looks at a page as it stands, at one width: a picture, sideways scrolling, axe. Its context bypasses the policy. */
async function judge(page, name, width) {
  const all = found.get(width);
  all.pages += 1;
  if (shots) await page.screenshot({ path: path.join(shots, `${name}-${width}.png`), fullPage: true });
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (wide[0] > wide[1]) {
    all.sideways += 1;
    faults.push(`${name} at ${width}: scrolls sideways, ${wide[0]} pixels`);
  }
  all.most = Math.max(all.most, await page.evaluate(() => document.querySelectorAll("*").length));
  // Opened, so that what is inside is looked at too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  await page.evaluate(axeSource);
  const axe = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations", "incomplete"] }), TAGS);
  for (const unsure of axe.incomplete) {
    all.incomplete += 1;
    all.unsureOf.add(unsure.id);
  }
  for (const violation of axe.violations) {
    all.violations += 1;
    faults.push(`${name} at ${width}: axe ${violation.id}: ${violation.help}: ${violation.nodes[0]?.html.slice(0, 160)}`);
  }
}

function watch(page, name, width) {
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== new URL(base).origin) {
      found.get(width).foreign += 1;
      faults.push(`${name} at ${width}: asks ${url.origin}`);
    }
  });
}

for (const width of WIDTHS) {
  // axe needs script to run in the page; the pages themselves hold none, which their policy and a test make sure of.
  const context = await browser.newContext({ viewport: { width, height: 812 }, bypassCSP: true });
  for (const [name, address] of Object.entries(pages)) {
    const page = await context.newPage();
    watch(page, name, width);
    await page.goto(base + address, { waitUntil: "load" });
    await judge(page, name, width);
    await page.close();
  }
  await context.close();
}

const token = process.env.FINGERPOST_TOKEN;
if (token) {
  const html = [];
  await desk(browser, base, token, check, async (page, name) => {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 812 });
      await judge(page, name, width);
    }
    html.push([name, await ownBytes(page)]);
  });
  const [largest, bytes] = html.reduce((most, next) => (next[1] > most[1] ? next : most), ["none", 0]);
  check("desk: HTML without styles, at most 5 kB", bytes <= 5000, `${(bytes / 1000).toFixed(1)} kB, ${largest}`);
} else {
  console.log("the steward's desk is passed over: FINGERPOST_TOKEN is not set");
}

for (const [width, all] of found) {
  rows.push([`axe at ${width} px, ${all.pages} pages`, all.violations ? "FAULT" : "ok", `${all.violations} violations, ${all.incomplete} for a person to look at${all.incomplete ? ` (${[...all.unsureOf].join(", ")})` : ""}`]);
  rows.push([`no sideways scroll at ${width} px`, all.sideways ? "FAULT" : "ok", `${all.sideways} pages`]);
  rows.push([`no other origin at ${width} px`, all.foreign ? "FAULT" : "ok", `${all.foreign} requests`]);
  check(`elements at ${width} px, at most 600`, all.most <= 600, all.most);
}

await journeys(browser, base, check);
await checkWords(browser, base, pages, check);
await sizes(browser, base, pages, check);
await browser.close();

const widest = Math.max(...rows.map(([what]) => what.length));
for (const [what, state, figure] of rows) console.log(`${what.padEnd(widest)}  ${state.padEnd(5)}  ${figure}`);
const failed = rows.filter(([, state]) => state !== "ok").length;
if (faults.length) console.log(`\n${faults.join("\n")}`);
console.log(`\nbrowser: ${rows.length - failed} passed, ${failed} failed`);
process.exit(faults.length ? 1 : 0);
