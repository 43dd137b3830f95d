// What the tests share: the program on a store of its own, a browser, accessibility, pixels, screenshots.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(repository, 'target', 'browser');

// The program on a new store.
export class Program {
  constructor(path) {
    this.path = path;
    this.folder = mkdtempSync(join(tmpdir(), 'aktspor-browser-'));
    this.store = join(this.folder, 'store');
  }

  addUser(name, password, ...rest) {
    execFileSync(this.path, ['user', 'add', name, ...rest, '--store', this.store], { input: `${password}\n`, stdio: ['pipe', 'ignore', 'pipe'] });
  }

  // A report of the store as a file; its path.
  report(name, ...rest) {
    const file = join(this.folder, `${name}.html`);
    execFileSync(this.path, ['report', ...rest, '--out', file, '--store', this.store], { stdio: ['ignore', 'ignore', 'pipe'] });
    return file;
  }

  // Serves on a free port until the tests are over, with an identity provider.
  async serve(issuer) {
    // The provider must know the port beforehand.
    const port = await new Promise((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const found = probe.address().port;
        probe.close(() => resolve(found));
      });
    });
    const oidc = join(this.folder, 'oidc.toml');
    writeFileSync(oidc, `issuer = '${issuer}'\nclient_id = 'aktspor'\nurl = 'http://127.0.0.1:${port}'\nname = 'Lyngå Kommune'\n`);
    this.server = spawn(this.path, ['serve', '--store', this.store, '--addr', `127.0.0.1:${port}`, '--jobs', '2', '--oidc', oidc], { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    this.address = await new Promise((resolve, reject) => {
      this.server.on('exit', () => reject(new Error(`the program ended:\n${told}`)));
      this.server.stderr.on('data', (bytes) => {
        told += bytes;
        const found = told.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (found) resolve(found[0]);
      });
    });
  }

  end() {
    this.server?.removeAllListeners('exit');
    this.server?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function launch(executable) {
  // Chromium's own sandbox does not start for root, as in containers; it shows nothing here but our own pages.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: executable, args: [...args, '--disable-dev-shm-usage', '--font-render-hinting=none'] });
}

// A reader's own browser window. Whatever it complains of, and whatever it asks of anyone but the program, fails the test that is running.
export async function reader(browser, address, options = {}) {
  const context = await browser.newContext({ baseURL: address, viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('data:') && !url.startsWith('blob:')) complaints.push(`asked elsewhere: ${url}`);
  });
  return Object.assign(page, { complaints });
}

export async function logIn(page, name, password) {
  await page.goto('/log-ind');
  await page.fill('#navn', name);
  await page.fill('#kode', password);
  await Promise.all([page.waitForURL((url) => url.pathname !== '/log-ind'), page.click('main form button')]);
}

export async function speak(page, lang) {
  await page.goto(`/sprog?til=${lang}&side=/`);
  assert.equal(await page.getAttribute('html', 'lang'), lang);
}

// No violation of WCAG 2.1 A and AA.
export async function assertAccessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] }));
  const told = found.violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 200)}\n    ${node.failureSummary.replaceAll('\n', ' ')}`).join('\n')}`);
  assert.equal(told.length, 0, `${what}:\n  ${told.join('\n  ')}`);
}

// Nothing is cut off at the right: what is too wide scrolls in its own place.
export async function assertFits(page, what) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(inner <= outer, `${what}: the page is ${inner} wide in a window of ${outer}`);
}

// A picture of the page as it is now, for people to look at.
export async function shoot(page, name) {
  mkdirSync(pictures, { recursive: true });
  // From its top, where the head of the page stands; and back.
  const at = await page.evaluate(() => {
    const { scrollY } = window;
    window.scrollTo(0, 0);
    return scrollY;
  });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, caret: 'initial' });
  await page.evaluate((at) => window.scrollTo(0, at), at);
}

// The page's chosen boxes: the words of the text layer that stand in them, the share of dark pixels of the picture in and right around them, and
// the picture's part that they cut out.
export async function boxed(page) {
  await page.waitForFunction(() => {
    const picture = document.querySelector('.sheet-picture');
    return picture && picture.complete && picture.naturalWidth > 0;
  });
  return page.evaluate(() => {
    const picture = document.querySelector('.sheet-picture');
    const layer = document.querySelector('.sheet-layer');
    const scale = picture.naturalWidth / layer.viewBox.baseVal.width;
    const canvas = document.createElement('canvas');
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const number = (element, name) => Number(element.getAttribute(name));
    const boxes = [...document.querySelectorAll('.mark-chosen > rect')].filter((rect) => rect.parentElement.classList.contains('mark')).map((rect) => {
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => number(rect, name));
      const pixels = context.getImageData(Math.floor(x * scale), Math.floor(y * scale), Math.ceil(width * scale), Math.ceil(height * scale)).data;
      let dark = 0;
      for (let at = 0; at < pixels.length; at += 4) if (pixels[at] + pixels[at + 1] + pixels[at + 2] < 384) dark += 1;
      const cut = document.createElement('canvas');
      const air = 6 * scale;
      cut.width = width * scale + 2 * air;
      cut.height = height * scale + 2 * air;
      const paper = cut.getContext('2d');
      paper.fillStyle = '#fff';
      paper.fillRect(0, 0, cut.width, cut.height);
      paper.drawImage(picture, x * scale, y * scale, width * scale, height * scale, air, air, width * scale, height * scale);
      return { x, y, width, height, ink: dark / (pixels.length / 4), cut: cut.toDataURL('image/png') };
    });
    const words = [...layer.querySelectorAll('tspan[data-from]')].filter((word) => {
      const size = number(word, 'font-size');
      const middle = [number(word, 'x') + number(word, 'textLength') / 2, number(word, 'y') - size * 0.35];
      return boxes.some((box) => box.x <= middle[0] && middle[0] <= box.x + box.width && box.y <= middle[1] && middle[1] <= box.y + box.height);
    });
    const text = words.map((word, at) => (at && words[at - 1].dataset.to !== word.dataset.from ? ' ' : '') + word.textContent).join('');
    return { boxes, text };
  });
}

// What Tesseract reads in the boxes' part of the picture; none without Tesseract.
export function readInk(boxes) {
  const lines = boxes.map((box) => {
    const ran = spawnSync('tesseract', ['stdin', 'stdout', '-l', 'dan', '--psm', '6', '--dpi', '200'], { input: Buffer.from(box.cut.split(',')[1], 'base64') });
    return ran.status === 0 ? ran.stdout.toString() : null;
  });
  return lines.includes(null) ? null : folded(lines.join(' '));
}

export function folded(text) {
  return text.split(/\s+/).filter(Boolean).join(' ');
}

// The share of letters that two texts have in common, in order.
export function likeness(left, right) {
  const [a, b] = [left, right].map((text) => [...text.toLowerCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter)));
  let above = new Array(b.length + 1).fill(0);
  for (const letter of a) {
    const row = [0];
    for (let at = 0; at < b.length; at += 1) row.push(letter === b[at] ? above[at] + 1 : Math.max(above[at + 1], row[at]));
    above = row;
  }
  return (2 * above[b.length]) / Math.max(1, a.length + b.length);
}
