// Journeys of the user experience contract, with JavaScript off: steps are page loads, clicks are presses.

/** Counts page loads and clicks of one person. */
export class Walk {
  constructor(page) {
    this.page = page;
    this.steps = 0;
    this.clicks = 0;
  }

  async open(address) {
    await this.page.goto(address);
    this.steps += 1;
  }

  /** Presses what leads to another page. */
  async follow(locator) {
    await Promise.all([this.page.waitForNavigation(), locator.click()]);
    this.steps += 1;
    this.clicks += 1;
  }
}

/** Every journey whose pages exist: name, most steps, most clicks, and the walk, which throws when it cannot go on. */
const WALKS = [
  ["A1 find a service by postcode and need", 3, 2, async (walk, base) => {
    await walk.open(`${base}/`);
    await walk.page.getByLabel("Postcode, town or village").fill("qx4 7pl");
    await walk.page.getByLabel("What do you need help with?").fill("feeling lonely");
    await walk.follow(walk.page.getByRole("button", { name: "Find services" }));
    await walk.follow(walk.page.getByRole("link", { name: "Riverside Friends" }));
    // On a phone the way to call is on the first screen.
    const call = walk.page.getByRole("button", { name: /^Call 01632/ });
    const box = await call.boundingBox();
    if (!box || box.y + box.height > 812) throw new Error(`the call button is at ${box?.y}, below the first screen`);
  }],
  ["A2 find a service from the list of needs", 4, 3, async (walk, base) => {
    await walk.open(`${base}/`);
    await walk.follow(walk.page.getByRole("link", { name: "Feeling lonely, clubs and groups" }));
    await walk.page.getByLabel("Postcode, town or village").fill("QX47PL");
    await walk.follow(walk.page.getByRole("button", { name: "Find services" }));
    await walk.follow(walk.page.locator(".fp-result h2 a").first());
    await walk.page.getByRole("heading", { name: "Opening times" }).waitFor();
  }],
  ["A3 call a service from the results", 2, 2, async (walk, base) => {
    await walk.open(`${base}/`);
    await walk.page.getByLabel("Postcode, town or village").fill("QX4 7PL");
    await walk.page.getByLabel("What do you need help with?").fill("chemist");
    await walk.follow(walk.page.getByRole("button", { name: "Find services" }));
    const phone = walk.page.locator('.fp-result a[href^="tel:"]').first();
    if (!(await phone.isVisible())) throw new Error("the first result has no number to call");
    walk.clicks += 1;
  }],
  ["B1 who can help, and are they open?", 2, 1, async (walk, base) => {
    await walk.open(`${base}/find?where=QX4+7PL&need=lonely`);
    await walk.page.locator(".fp-result dd").first().waitFor();
    // At night nothing is open, and then the filter is no link.
    const open = walk.page.getByRole("link", { name: /^Open now \(\d+\)/ });
    if (await open.count()) {
      await walk.follow(open.first());
      await walk.page.locator(".fp-open").first().waitFor();
    }
  }],
  ["B3 straight at results from another system", 1, 0, async (walk, base) => {
    await walk.open(`${base}/find?where=QX4+7PL&need=lonely&when=now`);
    await walk.page.locator(".fp-results, .fp-box h2").first().waitFor();
  }],
];

/** Rows of the contract whose pages are not built yet. */
const NOT_BUILT = ["A4", "B2", "C1 to C4", "E1 to E4", "F1 to F3"];

export async function journeys(browser, base, check) {
  for (const [name, steps, clicks, go] of WALKS) {
    const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 375, height: 812 } });
    page.setDefaultTimeout(10_000);
    const walk = new Walk(page);
    try {
      await go(walk, base);
      const fits = walk.steps <= steps && walk.clicks <= clicks;
      check(name, fits, `${walk.steps} of ${steps} steps, ${walk.clicks} of ${clicks} clicks`);
    } catch (problem) {
      check(name, false, "not finished", String(problem.message).split("\n")[0]);
    }
    await page.close();
  }
  console.log(`journeys not built yet: ${NOT_BUILT.join(", ")}`);
}
