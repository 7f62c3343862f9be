// Chromium for browser tests: the system's when there is one, else the one that came with `npm ci`, unpacked once
// per user into a folder of its own.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that is closed when the test file has run. */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    headless: true,
    // Chromium's sandbox refuses to run as root, as in containers.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    env: { ...definedEnvironment(), ...env },
  });
  after(() => browser.close());
  return browser;
}

const desk = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const tabletWidth = 768;

/** A page in a window of its own: a clerk's desk, or a phone. With `cookies` as somebody who has logged in. */
export async function openPage(
  browser: Browser,
  options: {
    readonly on: 'desk' | 'phone';
    readonly cookies?: { readonly of: ReadonlyMap<string, string>; readonly url: string };
    readonly scripts?: 'on' | 'off';
    readonly locale?: string;
  },
): Promise<Page> {
  const context = await browser.newContext({
    viewport: options.on === 'desk' ? desk : phone,
    locale: options.locale ?? 'pl-PL',
    javaScriptEnabled: options.scripts !== 'off',
  });
  context.setDefaultTimeout(20_000);
  if (options.cookies !== undefined) {
    const { of, url } = options.cookies;
    await context.addCookies([...of].map(([name, value]) => ({ name, value, url })));
  }
  return context.newPage();
}

export type Scale = {
  /** What the page shown now has weighed on the wire with its styles, scripts and pictures, nothing from a cache. */
  readonly weigh: () => Promise<{ readonly bytes: number; readonly files: number }>;
};

/** Puts a page on a scale; turns its cache off. */
export async function openScale(page: Page): Promise<Scale> {
  const cdp = await page.context().newCDPSession(page);
  let [bytes, files] = [0, 0];
  cdp.on('Network.requestWillBeSent', ({ type }) => {
    if (type === 'Document') [bytes, files] = [0, 0];
  });
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    files += 1;
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  return {
    weigh: async () => {
      await page.waitForLoadState('networkidle');
      return { bytes, files };
    },
  };
}

/** A page for residents in all, on a slow connection. */
const heaviestPage = 30_000;

/**
 * Looks at what is on a page: accessible, no wider than this many pixels or a tablet, no script or policy errors since the
 * first look; and a picture of this name. axe is a script itself: where scripts are off it looks at a copy in `scanner`.
 * On a `scale` the page may not be heavier than one for residents.
 */
export function createLook(
  page: Page,
  options: {
    readonly album: string;
    readonly narrow: 320 | 360;
    readonly scanner?: Page;
    readonly scale?: Scale;
  },
): (name: string) => Promise<void> {
  const { album, narrow, scanner, scale } = options;
  const usual = page.viewportSize() ?? desk;
  const problems: string[] = [];
  page.on('console', (message) => {
    // A refused form answers 4xx, which Chromium notes as well.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return async (name) => {
    if (scale !== undefined) {
      const { bytes, files } = await scale.weigh();
      assert.ok(files > 0 && bytes <= heaviestPage, `${name}: ${files} files of ${bytes} bytes`);
    }
    await takeScreenshots(page, `${album}-${name}`);
    await scanner?.setContent(await page.content());
    assert.deepEqual(await findAccessibilityProblems(scanner ?? page), [], name);
    for (const width of [narrow, tabletWidth]) {
      assert.equal(await isWiderThanWindow(page, width), false, `${name} scrolls sideways at ${width} px`);
    }
    await page.setViewportSize(usual);
    assert.deepEqual(problems, [], name);
  };
}

/** Of axe's rules those that say WCAG 2.1 A and AA, and what its authors hold for good besides. */
const axeRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/**
 * What axe finds against WCAG 2.1 A and AA and its own best practices, as readable lines; empty = nothing. Our pages have
 * no frames, so axe runs in the page itself: gathered by its Playwright package, each look took four times as long.
 */
export async function findAccessibilityProblems(page: Page): Promise<readonly string[]> {
  const options = { runOnly: { type: 'tag', values: axeRules }, resultTypes: ['violations'] };
  const script = `${axe.source};\naxe.run(document, ${JSON.stringify(options)})`;
  const results = await evaluateOnSettled<AxeResults>(page, script);
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 160)}`),
  );
}

/** Saves pictures at the width of a phone, a tablet and a desk when WICI_SCREENSHOTS names a folder, for a person to look at. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  const folder = process.env.WICI_SCREENSHOTS;
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  for (const width of [phone.width, tabletWidth, desk.width]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  if (before !== null) await page.setViewportSize(before);
}

/** Whether the page is wider than its window, which makes people scroll sideways. */
export async function isWiderThanWindow(page: Page, width: number): Promise<boolean> {
  await page.setViewportSize({ width, height: 800 });
  const script = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  return evaluateOnSettled<boolean>(page, script);
}

/** Runs the script anew when its page was replaced meanwhile: that of a campaign loads itself again at the end of a run. */
async function evaluateOnSettled<T>(page: Page, script: string): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await page.evaluate<T>(script);
    } catch (error) {
      if (tries === 3 || !String(error).includes('Execution context was destroyed')) throw error;
      await page.waitForLoadState();
    }
  }
}

type Chromium = { readonly path: string; readonly env: Readonly<Record<string, string>> };

async function findChromium(): Promise<Chromium> {
  const given = [process.env.CHROME_PATH ?? '', ...systemPaths].find(
    (path) => path !== '' && existsSync(path),
  );
  return given === undefined ? unpackChromium() : { path: given, env: {} };
}

async function unpackChromium(): Promise<Chromium> {
  const packageDir = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(tmpdir(), `wici-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(folder)) await unpackInto({ packageDir, folder });
  return {
    path: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      // A machine without fonts of its own would show no letters.
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
    },
  };
}

async function unpackInto(target: { readonly packageDir: string; readonly folder: string }): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const temporary = mkdtempSync(`${target.folder}-`);
  const usual = process.env.TMPDIR;
  try {
    // The package unpacks into os.tmpdir() and takes a half-written file of another process for a whole one.
    process.env.TMPDIR = temporary;
    const names = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'];
    await Promise.all(names.map((name) => inflate(join(target.packageDir, 'bin', name))));
    const fontsPath = join(temporary, 'fonts', 'fonts.conf');
    const fonts = readFileSync(fontsPath, 'utf8').replaceAll('/tmp/', `${target.folder}/`);
    writeFileSync(fontsPath, fonts);
    renameSync(temporary, target.folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Of several test files that unpack at once, one wins.
    if (!existsSync(target.folder)) throw error;
  } finally {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
