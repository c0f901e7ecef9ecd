// The steward's desk: an officer's path from a file to what is live and back, once without script, counted, and once
// with axe looking at every page of it.

import { Walk } from "./journeys.mjs";

/** A council's spreadsheet as it comes: a few faults in it. Everything in it is invented. */
function table(rows, closed = 0) {
  const lines = ["Ref,Organisation,Service,About,Street,Town,Postcode,Phone,Website"];
  for (let n = 1 + closed; n <= rows; n += 1) {
    const phone = n % 7 ? `01632 960${String(400 + n)}` : "ask at reception";
    lines.push(`${n},Long Sedge Friends,Lunch club ${n},"Lunch, games and company on the ${n}. of the month",${n} Weir Lane,Long Sedge,${n % 9 ? "QX4 7PL" : "QX4"},${phone},https://sedge.example/${n}`);
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

const file = (name, buffer) => ({ name, mimeType: "text/csv", buffer });

/**
 * The officer's path with a directory of this name. `look` is called on every page with its name; `walk` counts. What it publishes it takes back.
 */
async function officer(walk, base, token, name, look) {
  const { page } = walk;
  const button = (name) => page.getByRole("button", { name });
  await walk.open(`${base}/steward/sources/new`);
  await look("sign-in");
  await walk.follow(button("Sign in"));
  await look("sign-in-error");
  await page.getByLabel("Your sign-in token").fill(token);
  await walk.follow(button("Sign in"));
  walk.signedIn();
  await look("give");
  await page.getByLabel("The file").setInputFiles(file("services.csv", table(30)));
  await walk.follow(button("Read the file"));
  await look("offer");
  // Seen on this page: what it is, faults, entries. Nothing is published.
  await page.getByRole("heading", { name: "Check what we read" }).waitFor();
  await page.getByText("How 10 of its 30 services would appear").waitFor();
  await page.getByRole("heading", { name: "Faults we found" }).waitFor();
  await page.getByLabel("Name of the directory").fill(name);
  await page.getByLabel("A council’s directory").check();
  await page.getByLabel("Licence").fill("OGL-3.0");
  await walk.follow(button("Accept and publish"));
  await page.getByRole("heading", { name: "Finished" }).waitFor();
  await look("done");
  walk.finished();

  // Errors keep what was typed; a file that is none says so.
  await page.goto(`${base}/steward/sources/new`);
  await walk.follow(button("Read the file"));
  await look("give-error");
  await page.getByLabel("The file").setInputFiles(file("photo.png", Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1")));
  await walk.follow(button("Read the file"));
  await look("offer-unread");
  await walk.follow(button("Discard this file"));
  await page.getByText("Nothing of it was published").waitFor();
  await page.goto(`${base}/steward/sources/new`);
  await page.getByLabel("The file").setInputFiles(file("other.csv", table(12)));
  await walk.follow(button("Read the file"));
  await page.getByLabel("Licence").fill("kept as typed");
  await walk.follow(button("Accept and publish"));
  await look("offer-error");
  if ((await page.getByLabel("Licence").inputValue()) !== "kept as typed") throw new Error("what was typed is gone");
  await page.getByRole("link", { name: "Enter the name of the directory" }).click();
  if ((await page.evaluate(() => document.activeElement?.id)) !== "name") throw new Error("the summary does not lead to the box");

  // A newer file that takes much away is held.
  await page.goto(`${base}/steward/sources/new?source=${name.toLowerCase().replaceAll(" ", "-")}`);
  await page.getByLabel("The file").setInputFiles(file("newer.csv", table(30, 20)));
  await walk.follow(button("Read the file"));
  await look("offer-held");
  await walk.follow(button("Accept, and hold it for a person"));
  await look("done-held");
  await page.goto(`${base}/steward`);
  await look("desk");
  await walk.follow(page.getByRole("link", { name: `Release or reject what ${name} sent` }));
  await look("source");
  await walk.follow(button("Reject it"));
  await look("source-error");
  await page.getByLabel("Why do you reject it?").fill("Half of it is missing");
  await walk.follow(button("Reject it"));
  await page.getByText("It is rejected").waitFor();
  await walk.follow(button("Take back services.csv"));
  await page.getByText("It is taken back").waitFor();
  await look("source-taken-back");
  await page.goto(`${base}/steward`);
  await walk.follow(page.getByRole("link", { name: "Go on with other.csv" }));
  await walk.follow(button("Discard this file"));
  await walk.follow(button("Sign out"));
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

/** A steward's path with the rules: one changed by form, tried, saved, gone back from; a file that makes no sense. */
async function ruleMaker(walk, base, token, look) {
  const { page } = walk;
  const button = (name) => page.getByRole("button", { name });
  const link = (name) => page.getByRole("link", { name });
  const believe = async (...roles) => {
    for (const [at, place] of ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh"].entries()) {
      await page.getByLabel(place, { exact: true }).selectOption({ label: roles[at] ?? "Nobody" });
    }
  };
  const word = async (kinds, areas) => {
    await page.getByLabel("Kinds of service").fill(kinds);
    await page.getByLabel("Council areas").fill(areas);
    await page.getByLabel("Why?").fill("the council rings every one each month");
    await believe("The council", "The service itself");
    await walk.follow(button("See what would change"));
  };
  await walk.open(`${base}/steward/rules`);
  await page.getByLabel("Your sign-in token").fill(token);
  await walk.follow(button("Sign in"));
  await look("rules");
  await walk.follow(link(/^Opening times/));
  await look("rules-of");
  await walk.follow(button("Add a rule for some kinds or areas"));
  await look("rule-add");
  await walk.follow(button("See what would change"));
  await look("rule-error");
  await word("lunch club\nsocial group", "");
  await page.getByText("Nothing is saved yet.").waitFor();
  await look("rules-try");
  await walk.follow(button("Save these rules"));
  await page.getByText("The rules are saved.").waitFor();
  await look("rules-saved");
  await walk.follow(link("Change the whole file"));
  await look("rules-file");
  await page.getByLabel("The rules").fill("[[rule.fax]]");
  await walk.follow(button("See what would change"));
  await look("rules-file-error");

  // A rule that reaches everything, and someone else who is faster.
  await page.goto(`${base}/steward/rules/schedule/change?rule=schedule.3`);
  await look("rule-default");
  await believe("The council", "Its national profile");
  await walk.follow(button("See what would change"));
  await look("rules-try-all");
  const here = page.url();
  await page.goto(`${base}/steward/rules/phone/change?rule=phone.2`);
  await page.getByLabel("After how many days do we ask for it again?").fill("170");
  await walk.follow(button("See what would change"));
  await walk.follow(button("Save these rules"));
  await page.goto(here);
  await page.getByRole("heading", { name: "What they changed" }).waitFor();
  await look("rules-moved");
  await walk.follow(button("Keep theirs, drop mine"));
  await walk.follow(button(/^Go back to those of/).last());
  await walk.follow(button("Save these rules"));
  await page.getByText("The rules are saved.").waitFor();
  await walk.follow(button("Sign out"));
}

/** D2 and D3: facts on which sources do not agree, settled with one press each and taken back. Leaves all as it was. */
async function settler(walk, base, token, look, count) {
  const { page } = walk;
  const button = (name) => page.getByRole("button", { name });
  const heading = () => page.locator("h1").innerText();
  await walk.open(`${base}/steward/conflicts`);
  await page.getByLabel("Your sign-in token").fill(token);
  await walk.follow(button("Sign in"));
  const first = await heading();
  await look("conflict");
  // D2: one page, one press, and the next question is there with the focus on it.
  [walk.steps, walk.clicks] = [0, 0];
  await walk.follow(button(/^This one is right/).nth(1));
  count("D2 settle 1 disagreement between sources", walk);
  await page.getByText("You said this is right for").waitFor();
  if ((await heading()) === first) throw new Error("the same fact is asked again");
  if (await look("conflict-next")) {
    if ((await page.evaluate(() => document.activeElement?.id)) !== "question") throw new Error("the focus is not on the question");
  }
  [walk.steps, walk.clicks] = [0, 0];
  await walk.follow(button("Undo my last answer"));
  count("D3 undo", walk);
  await page.getByText("It is taken back.").waitFor();
  if ((await heading()) !== first) throw new Error("the fact taken back is not shown");
  await look("conflict-undone");
  // Narrowed to one area, it stays so; what was settled is listed, and taken back from there.
  const area = page.getByLabel("Area");
  if (!(await area.isVisible())) await page.locator("summary", { hasText: "Show only some facts" }).click();
  await area.selectOption({ index: 1 });
  await walk.follow(button("Show these"));
  await page.getByText(/ to settle, /).waitFor();
  await look("conflict-narrowed");
  await walk.follow(button(/^This one is right/).nth(1));
  if (!/[?&]area=/.test(page.url())) throw new Error("the area is forgotten");
  await walk.follow(page.getByRole("link", { name: "See what was settled" }));
  await look("conflicts-settled");
  await walk.follow(button(/^Undo/).first());
  await page.getByText("It is taken back.").waitFor();
  if (!/[?&]area=/.test(page.url())) throw new Error("the area is forgotten when an answer is taken back");
  // What cannot be read says how to write it; what was typed stays.
  await page.goto(`${base}/steward/conflicts`);
  while (!(await page.getByLabel("Something else is right").count())) await walk.follow(page.getByRole("link", { name: "Skip for now" }));
  await page.getByLabel("Why?").fill("kept as typed");
  await walk.follow(button("Save what I typed"));
  await look("conflict-error");
  if ((await page.getByLabel("Why?").inputValue()) !== "kept as typed") throw new Error("what was typed is gone");
  await walk.follow(button("Not sure, ask another steward"));
  await page.getByText("Another steward is asked.").waitFor();
  await look("conflict-passed");
  await page.goto(`${base}/steward`);
  await look("desk-conflicts");
  await page.goto(`${base}/steward/conflicts`);
  await walk.follow(button("Undo my last answer"));
  await walk.follow(button("Sign out"));
}

/** Counts from the moment of signing in to the page that says it is finished. */
class Counted extends Walk {
  signedIn() {
    this.steps = 1;
    this.clicks = 0;
  }

  finished() {
    this.all = [this.steps, this.clicks];
  }
}

/** From giving the file to `Finished`: pages and presses, two of them of the radio and the file box. */
const MOST = [3, 2];

export async function desk(browser, base, token, check, judge) {
  const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 375, height: 812 } });
  page.setDefaultTimeout(20_000);
  const walk = new Counted(page);
  try {
    await officer(walk, base, token, "Long Sedge Parish Council", async () => {});
    const [steps, clicks] = walk.all;
    check("officer: a file given, looked at, accepted, without script", steps <= MOST[0] && clicks <= MOST[1],
      `${steps} of ${MOST[0]} steps, ${clicks} of ${MOST[1]} clicks, and 1 to choose the file, 1 to say whose it is`);
  } catch (problem) {
    check("officer: a file given, looked at, accepted, without script", false, "not finished", `${String(problem.message).split("\n")[0]} at ${page.url()}`);
  }
  await page.close();

  const context = await browser.newContext({ viewport: { width: 375, height: 812 }, bypassCSP: true });
  const seen = await context.newPage();
  seen.setDefaultTimeout(20_000);
  const looked = new Set();
  try {
    await officer(new Counted(seen), base, token, "Weir Parish Council", async (name) => {
      looked.add(name);
      await judge(seen, `desk-${name}`);
    });
    check("officer: every page of the path looked at", true, `${looked.size} pages`);
  } catch (problem) {
    check("officer: every page of the path looked at", false, `${looked.size} pages`, `${String(problem.message).split("\n")[0]} at ${seen.url()}`);
  }
  await context.close();
  await matches(browser, base, token, check, judge);
  await rules(browser, base, token, check, judge);
  await conflicts(browser, base, token, check, judge);
}

/** The path with what sources do not agree on, once without script, counted, and once with axe looking at every page. */
async function conflicts(browser, base, token, check, judge) {
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 375, height: 812 }, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const name = javaScriptEnabled ? "steward: every page of a disagreement looked at" : "steward: disagreements settled without script";
    let pages = 0;
    const look = async (name) => {
      pages += 1;
      if (javaScriptEnabled) await judge(page, `desk-${name}`);
      return javaScriptEnabled;
    };
    const count = (what, { steps, clicks }) => {
      if (!javaScriptEnabled) check(what, steps <= 1 && clicks <= 1, `${steps} of 1 steps, ${clicks} of 1 clicks`);
    };
    try {
      await settler(new Walk(page), base, token, look, count);
      check(name, true, `${pages} pages`);
    } catch (problem) {
      check(name, false, `${pages} pages`, `${String(problem.message).split("\n")[0]} at ${page.url()}`);
    }
    await context.close();
  }
}

/** The steps and clicks of D1 and of D3: an answer shows the next match, and one press takes it back. */
const MATCH_MOST = [1, 1];
/** From the heading of a match to its answer by keyboard. */
const MOST_KEYS = 8;

/** Judges matches: the answers, what each page says after them, and the way back. It leaves everything as it was. */
async function judgeMatches(page, base, token, look) {
  const button = (name) => page.getByRole("button", { name, exact: true });
  const counted = async (deed) => {
    const walk = new Walk(page);
    await deed(walk);
    return [walk.steps, walk.clicks];
  };
  await page.goto(`${base}/steward/matches`);
  await page.getByLabel("Your sign-in token").fill(token);
  await button("Sign in").click();
  await page.getByRole("heading", { name: "Are these the same?" }).waitFor();
  const first = page.url().split(/[?#]/)[0];
  if (await page.getByText("in 100").first().isVisible()) throw new Error("the score shows before it is asked for");
  await look("match");
  await page.getByLabel("Why? (optional)").fill("two doors");
  const answered = await counted((walk) => walk.follow(button("Different")));
  await page.getByText(/^You said: .* are different\./).waitFor();
  if (page.url().startsWith(first)) throw new Error("the next match does not show");
  await look("match-next");
  const undone = await counted((walk) => walk.follow(page.getByRole("button", { name: /^Undo/ })));
  await page.getByText("Your answer is taken back").waitFor();
  if (!page.url().startsWith(first)) throw new Error("undoing does not show the match again");
  // What was typed is kept on the page, also when it is loaded again.
  await page.getByLabel("Why? (optional)").fill("not yet");
  await new Walk(page).follow(button("Keep what I typed"));
  await page.reload();
  if ((await page.getByLabel("Why? (optional)").inputValue()) !== "not yet") throw new Error("what was kept is gone");
  // Skipping keeps what was typed.
  await page.getByLabel("Why? (optional)").fill("half typed");
  await button("Skip for now").click();
  await page.goto(first);
  if ((await page.getByLabel("Why? (optional)").inputValue()) !== "half typed") throw new Error("what was typed is gone");
  await page.getByLabel("Why? (optional)").fill("");
  // A decided match says so, and the list has the way back.
  await button("Not sure").click();
  await page.goto(first);
  await page.getByRole("heading", { name: "Decided" }).waitFor();
  await look("match-decided");
  await page.goto(`${base}/steward/matches/decided`);
  await look("matches-decided");
  await page.getByRole("button", { name: /^Undo/ }).first().click();
  await page.getByText("Your answer is taken back").waitFor();
  return [answered, undone];
}

/** One match by keyboard from its heading: how many keys it takes. */
async function byKeyboard(page, base) {
  const focused = () => page.evaluate(() => document.activeElement?.textContent.trim());
  await page.goto(`${base}/steward/matches`);
  if ((await page.evaluate(() => document.activeElement?.id)) !== "question") throw new Error("the heading has no focus");
  let keys = 0;
  const press = async (key) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const to = async (text) => {
    while ((await focused()) !== text) {
      if (keys > 30) throw new Error(`${text} is not reached`);
      await press("Tab");
    }
  };
  await to("Go to your decision");
  await press("Enter");
  await to("Same");
  const same = keys;
  await to("Different");
  await Promise.all([page.waitForNavigation(), press("Enter")]);
  await page.getByText("You said:").waitFor();
  await to("Undo" + (await page.locator(".fp-note .nhsuk-u-visually-hidden").textContent()));
  await Promise.all([page.waitForNavigation(), press("Enter")]);
  await page.getByText("Your answer is taken back").waitFor();
  return same + 1;
}

/** D1 and D3, once without script, counted, once with axe looking at every page, and once by keyboard. */
async function matches(browser, base, token, check, judge) {
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 375, height: 812 }, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    let pages = 0;
    try {
      const counts = await judgeMatches(page, base, token, async (name) => {
        pages += 1;
        if (javaScriptEnabled) await judge(page, `desk-${name}`);
      });
      if (javaScriptEnabled) check("D1 every page looked at", true, `${pages} pages`);
      for (const [at, what] of ["D1 judge 1 match", "D3 undo"].entries()) {
        const [steps, clicks] = counts[at];
        if (!javaScriptEnabled) check(what, steps <= MATCH_MOST[0] && clicks <= MATCH_MOST[1], `${steps} of ${MATCH_MOST[0]} steps, ${clicks} of ${MATCH_MOST[1]} clicks`);
      }
      if (javaScriptEnabled) {
        const keys = await byKeyboard(page, base);
        check("D1 by keyboard", keys <= MOST_KEYS, `${keys} of ${MOST_KEYS} keys`);
      }
    } catch (problem) {
      check("D1 judge 1 match", false, `${pages} pages`, `${String(problem.message).split("\n")[0]} at ${page.url()}`);
    }
    await context.close();
  }
}

/** The path with the rules, once without script and once with axe looking at every page of it. */
async function rules(browser, base, token, check, judge) {
  const what = "steward: a rule changed, tried, saved and gone back from";
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 375, height: 812 }, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const name = javaScriptEnabled ? `${what}, every page looked at` : `${what}, without script`;
    let pages = 0;
    try {
      await ruleMaker(new Walk(page), base, token, async (name) => {
        pages += 1;
        if (javaScriptEnabled) await judge(page, `desk-${name}`);
      });
      check(name, true, `${pages} pages`);
    } catch (problem) {
      check(name, false, `${pages} pages`, `${String(problem.message).split("\n")[0]} at ${page.url()}`);
    }
    await context.close();
  }
}
