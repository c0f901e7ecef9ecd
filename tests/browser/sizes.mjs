// What a first view costs: bytes as sent, requests, and time on a slow line.

import http from "node:http";
import zlib from "node:zlib";

/** Bytes of the body as sent, and the page itself. */
function fetchGzip(address) {
  return new Promise((resolve, reject) => {
    http.get(address, { headers: { "accept-encoding": "gzip" } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        const packed = response.headers["content-encoding"] === "gzip";
        resolve({ sent: body.length, packed, html: (packed ? zlib.gunzipSync(body) : body).toString() });
      });
    }).on("error", reject);
  });
}

/** Bytes, packed, of the page as it stands, without its styles. */
export async function ownBytes(page) {
  const whole = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll("style, script").forEach((element) => element.remove());
    return copy.outerHTML;
  });
  return zlib.gzipSync(whole).length;
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

export async function sizes(browser, base, pages, check) {
  let [largest, html, css] = [0, 0, 0];
  let packedAll = true;
  for (const address of Object.values(pages)) {
    const { sent, packed, html: whole } = await fetchGzip(base + address);
    packedAll &&= packed;
    const style = whole.match(/<style>([^]*?)<\/style>/)?.[1] ?? "";
    largest = Math.max(largest, sent);
    css = Math.max(css, zlib.gzipSync(style).length);
    html = Math.max(html, zlib.gzipSync(whole.replace(style, "")).length);
  }
  check("every page is sent compressed", packedAll, packedAll);
  check("HTML without styles, at most 5 kB", html <= 5000, kilobytes(html));
  check("styles, at most 10.5 kB", css <= 10_500, kilobytes(css));
  check("first view, at most 16 kB", largest <= 16_000, kilobytes(largest));

  const context = await browser.newContext({ viewport: { width: 375, height: 812 } });
  const page = await context.newPage();
  let requests = 0;
  page.on("request", (request) => { if (!request.url().startsWith("data:")) requests += 1; });
  await page.goto(base + pages.results);
  check("requests of a first view, at most 3", requests <= 3, requests);
  await context.close();

  const paints = [];
  for (let run = 0; run < 5; run += 1) paints.push(await slowPaint(browser, base + pages.results));
  paints.sort((a, b) => a.lcp - b.lcp);
  const moves = paints.map((paint) => paint.cls).sort((a, b) => a - b);
  check("layout does not move, median of 5", moves[2] === 0, `${moves[2].toFixed(3)}, at most ${moves[4].toFixed(3)}`);
  // A time on a busy machine is a figure, not a verdict: the bytes and requests above are what the page can help.
  const { lcp } = paints[2];
  console.log(`largest paint on a slow line, median of 5: ${Math.round(lcp)} ms (${lcp <= 1000 ? "within" : "over"} 1000 ms)`);
}

/** Largest contentful paint at 400 kbit/s, 400 ms latency, a processor four times slower. */
async function slowPaint(browser, address) {
  const context = await browser.newContext({ viewport: { width: 375, height: 812 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    window.paint = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.paint.lcp = entry.startTime; })).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.paint.cls += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(address, { waitUntil: "load" });
  await page.waitForTimeout(500);
  const paint = await page.evaluate(() => window.paint);
  await context.close();
  return paint;
}
