// Our own words on every page: sentences of at most 25 words, no banned word. What a source wrote is passed over.

const LONGEST = 25;
const BANNED = [/\bplease\b/i, /\bsimply\b/i, /\bjust\b(?! turn)/i, /\binvalid\b/i, /\bsubmit\b/i, /\bclick here\b/i, /\busers?\b/i,
  /\bvulnerable\b/i, /\bsuffering from\b/i, /\bthe elderly\b/i, /\be\.g\./i, /\bi\.e\./i, /\betc\b/i];

/** Elements that hold what sources wrote. */
const THEIRS = ".fp-result h2, .fp-result > p:not(.fp-checked), .fp-result dd, .fp-facts dd, .fp-history li, .fp-table, .fp-lede, .fp-main h1, section > p, " +
  ".nhsuk-summary-list__value, .fp-note p.fp-small, details, main ul > li, .nhsuk-breadcrumb, .fp-said dt, .fp-small";

/** Pages with nothing but our own words: every element counts. */
const OURS = ["home", "home-error", "about", "accessibility", "privacy", "missing", "need"];

/** Splits text into sentences: a full stop, question mark or exclamation mark ends one, and so does the end of a block. */
function sentences(text) {
  return text.split(/(?<=[.!?])\s+|\n+/).map((sentence) => sentence.trim()).filter(Boolean);
}

export async function checkWords(browser, base, pages, check) {
  const page = await browser.newPage();
  let longest = 0;
  let total = 0;
  let words = 0;
  const faults = [];
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(base + address);
    const text = await page.evaluate(([theirs, all]) => {
      if (!all) document.querySelectorAll(theirs).forEach((element) => element.remove());
      document.querySelectorAll("svg, style").forEach((element) => element.remove());
      return document.body.innerText;
    }, [THEIRS, OURS.includes(name)]);
    for (const sentence of sentences(text)) {
      const length = sentence.split(/\s+/).length;
      longest = Math.max(longest, length);
      total += 1;
      words += length;
      if (length > LONGEST) faults.push(`${name}: ${length} words: ${sentence}`);
      for (const word of BANNED) if (word.test(sentence)) faults.push(`${name}: ${word}: ${sentence}`);
    }
  }
  await page.close();
  check("words: sentences of at most 25 words, none banned", faults.length === 0, `longest ${longest}, on average ${(words / total).toFixed(1)}`, faults.join("\n  "));
}
