// Drives the review page in headless Chromium, as reviewers use it: one store, three readers, from an archive to a settled verdict and a file.
//
//   node main.mjs PROGRAM CHROMIUM
//
// The tests build on each other, as a day's work does; the first that fails ends the walk. Output is that of `cargo test`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { assertAccessible, assertFits, boxed, folded, launch, likeness, logIn, Program, reader, readInk, repository, shoot, speak } from './support.mjs';
import { provider } from './provider.mjs';
import { zip } from './zip.mjs';

const [path, executable] = process.argv.slice(2);
const CASE = 'lyngaa-01';
const MARKED = 'lyngaa-03';
const PASSWORD = 'en lang nok adgangskode';
const program = new Program(path);
const pages = [];
let browser;
let lead, anna, bo, elsewhere;
const notes = [];

const card = (page, check) => page.locator(`.card[data-check="${check}"]`);
const current = (page) => page.locator('.card.current');
const checksOf = (page) => page.locator('.card[data-check]').evaluateAll((all) => all.map((one) => one.dataset.check));

async function readerNamed(name, lang, options) {
  const page = await reader(browser, program.address, options);
  pages.push(page);
  await logIn(page, name, PASSWORD);
  await speak(page, lang);
  return page;
}

// Each place that the cards lead to, with the words that stand beside the link: an address holds none.
const evidenceOf = (page) => page.locator('.card > .evidence a').evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.parentElement.querySelector('.quote').textContent.slice(1, -1)]));

// Opens the page of an evidence link as a page of its own, and gives the words that are to be boxed there.
async function openEvidence(page, at) {
  const [href, quote] = (await evidenceOf(page))[at];
  await page.goto(href);
  return quote;
}

const walk = {
  async an_archive_is_sent_and_seen_to_be_read() {
    lead = await readerNamed('lis', 'da');
    await assertAccessible(lead, 'the empty front page');
    await lead.goto('/indlaes');
    await assertAccessible(lead, 'the page of uploads');
    const archive = zip(`${repository}corpus/pdf`, ['lyngaa-kommune/lyngaa-01', 'lyngaa-kommune/lyngaa-03', 'oestervig-kommune/ostervig-04']);
    await lead.setInputFiles('#fil', { name: 'lyngå.zip', mimeType: 'application/zip', buffer: archive });
    await lead.click('form[enctype] button');
    await lead.locator('#uploads a[href="/sager"]').waitFor({ timeout: 120_000 });
    assert.match(await lead.locator('#uploads').innerText(), /3 sager/);
    await assertAccessible(lead, 'an upload that was read');
    await lead.goto('/');
    assert.match(await lead.locator('main').innerText(), /3\s*sager/);
  },

  async a_case_opens_with_its_timeline_drawn() {
    anna = await readerNamed('anna', 'da');
    await anna.goto('/sager');
    await anna.locator(`a[href^="/sag/${CASE}"]`).first().click();
    await anna.waitForURL(/\/sag\//);
    await anna.locator('svg.tl').waitFor();
    const happenings = await anna.locator('svg.tl .tl-happening').count();
    assert.ok(happenings > 5, `${happenings} happenings drawn`);
    assert.ok((await anna.locator('svg.tl .tl-bar').count()) >= 3, 'clocks drawn beside them');
    assert.equal(await anna.locator('svg.tl .tl-decision').count(), 1, 'the decision is a line');
    // Told twice: each row of the drawing is a row of the table.
    const rows = (await anna.locator('svg.tl .tl-happening').count()) + (await anna.locator('svg.tl .tl-deadline').count());
    assert.equal(await anna.locator('.tl-table tbody tr').count(), rows);
    // Labels stand clear of each other.
    const boxes = await anna.locator('svg.tl .tl-label').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map((box) => [box.top, box.bottom]));
    boxes.sort((a, b) => a[0] - b[0]);
    boxes.slice(1).forEach((box, at) => assert.ok(box[0] >= boxes[at][1] - 2, `label ${at + 1} touches the one above`));
  },

  async a_happening_of_the_timeline_leads_to_its_place() {
    await anna.goto(`/sag/${CASE}`);
    await anna.locator('svg.tl .tl-happening a').first().click();
    await anna.locator('#bevis .sheet .mark-chosen').first().waitFor({ state: 'attached' });
    assert.ok(await anna.evaluate(() => location.pathname.endsWith('/lyngaa-01')), 'the case stays open');
    const { boxes, text } = await boxed(anna);
    assert.ok(boxes.length > 0 && text.length > 0);
    // From the box to what is told of it, and back.
    const sign = anna.locator('#bevis a.mark-sign.mark-chosen').first();
    const line = (await sign.getAttribute('href')).slice(1);
    assert.equal(await anna.locator(`#${line} a`).getAttribute('href'), `#b-${line.slice(2)}`);
  },

  async the_boxed_words_are_the_quote_by_text_and_by_pixel() {
    await anna.goto(`/sag/${CASE}`);
    const count = await anna.locator('.card .evidence a').count();
    assert.ok(count >= 10, `${count} pieces of evidence`);
    // Once for each place and its words.
    const places = new Map((await evidenceOf(anna)).map(([href, quote]) => [`${href.split('?')[0]} ${quote}`, [href, quote]]));
    let read = 0;
    for (const [place, quote] of places.values()) {
      assert.match(place, /\?bevis=v\.[a-z0-9_]+\.\d+$/, 'no words in the address');
      await anna.goto(place);
      const { boxes, text } = await boxed(anna);
      assert.ok(folded(text).includes(folded(quote)) || likeness(text, quote) > 0.95, `boxed: ${text}\nquote: ${quote}`);
      boxes.forEach((box) => assert.ok(box.ink > 0.02 && box.ink < 0.6, `ink in the box of "${quote}": ${box.ink}`));
      // Few are read by Tesseract: it takes a third of a second each.
      const ink = read < 6 ? readInk(boxes) : null;
      if (ink !== null) {
        read += 1;
        assert.ok(likeness(ink, quote) > 0.8, `the picture says: ${ink}\nthe quote: ${quote}`);
      }
    }
    notes.push(`${places.size} pieces of evidence boxed right, ${read} of them read again from their pixels`);
  },

  async a_box_slipped_by_a_line_would_be_seen() {
    // The check above must be able to fail: the same boxes, moved by a line and a half, hold other words and other ink.
    await anna.goto(`/sag/${CASE}`);
    const quote = await openEvidence(anna, 0);
    await anna.evaluate(() => document.querySelectorAll('.mark-chosen > rect').forEach((rect) => rect.setAttribute('y', Number(rect.getAttribute('y')) + 1.5 * Number(rect.getAttribute('height')))));
    const { boxes, text } = await boxed(anna);
    assert.ok(likeness(text, quote) < 0.8, text);
    const ink = readInk(boxes);
    assert.ok(ink === null || likeness(ink, quote) < 0.8, ink);
  },

  async evidence_is_one_key_away() {
    await anna.goto(`/sag/${CASE}`);
    await anna.keyboard.press('b');
    await anna.locator('#bevis .sheet .mark-chosen').first().waitFor({ state: 'attached' });
    await boxed(anna);
    // The box is brought into view.
    await anna.waitForFunction(() => {
      const box = document.querySelector('#bevis .mark.mark-chosen rect').getBoundingClientRect();
      return box.top >= 0 && box.bottom <= window.innerHeight && box.width > 0;
    });
    const first = await anna.locator('#bevis h2').innerText();
    for (let more = 0; more < 4 && (await anna.locator('#bevis h2').innerText()) === first; more += 1) {
      await anna.keyboard.press('b');
      await anna.waitForTimeout(200);
    }
  },

  async words_are_selected_and_copied_in_reading_order() {
    await openEvidence(anna, 0).catch(async () => {
      await anna.goto(`/sag/${CASE}`);
      await openEvidence(anna, 0);
    });
    const lines = await anna.evaluate(() => {
      const layer = document.querySelector('.sheet-words');
      document.getSelection().selectAllChildren(layer);
      return document.getSelection().toString();
    });
    const text = await anna.locator('.page-words .page-text').evaluate((element) => element.textContent);
    // A covered number is dots in both, though not as many.
    const plain = (words) => folded(words).replaceAll(/•[•-]*/g, '•');
    assert.equal(plain(lines), plain(text), 'all of the page, in order');
  },

  async an_event_is_marked_from_a_selection_on_the_page() {
    await anna.goto(`/sag/${CASE}`);
    await openEvidence(anna, 0);
    const words = anna.locator('.sheet-words tspan[data-from]');
    const [from, to] = [words.nth(8), words.nth(11)];
    await from.scrollIntoViewIfNeeded();
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    await anna.mouse.move(start.x + 1, start.y + start.height / 2);
    await anna.mouse.down();
    await anna.mouse.move(end.x + end.width - 1, end.y + end.height / 2, { steps: 6 });
    await anna.mouse.up();
    await anna.waitForFunction(() => document.querySelector('[data-takes-from]').value !== '');
    const taken = await anna.inputValue('[data-takes-selection]');
    assert.ok(taken.length > 0);
    await anna.keyboard.press('m');
    await anna.selectOption('#m-slags', 'boernesamtale_afholdt');
    await anna.fill('#m-dato', '2024-04-10');
    await anna.selectOption('#m-status', 'planlagt');
    // What is believed is where the words stand, not what the browser says they are.
    await anna.evaluate(() => { document.querySelector('[data-takes-selection]').value = 'ord, der ikke står der'; });
    await Promise.all([anna.waitForURL(/\/sag\/[^/]+#?/), anna.click('.mark-form button.main')]);
    const kept = await anna.locator('section[aria-labelledby="markeret"]').innerText();
    assert.ok(kept.includes(taken), `${taken}\n${kept}`);
    assert.ok(!kept.includes('ord, der ikke står der'));
    await anna.locator('section[aria-labelledby="markeret"] .evidence a').first().click();
    await anna.locator('.sheet').waitFor();
    const { text } = await boxed(anna);
    assert.equal(folded(text), folded(taken), 'the mark is boxed where it was made');
  },

  async a_corrected_event_shows_what_the_verdict_becomes() {
    await anna.goto(`/sag/${MARKED}`);
    const line = card(anna, 'handleplan_foreligger');
    const suggested = await line.getAttribute('data-outcome');
    assert.equal(suggested, 'ikke_overholdt', 'the plan came two weeks after the decision');
    await anna.goto((await evidenceOf(anna)).map(([href]) => href).find((href) => href.includes('?bevis=v.handleplan_foreligger.')));
    await anna.keyboard.press('m');
    await anna.selectOption('#m-slags', 'handleplan_udarbejdet');
    await anna.fill('#m-dato', '2021-03-08');
    await anna.selectOption('#m-retter', 'handleplan_udarbejdet 2021-03-24');
    await Promise.all([anna.waitForURL(/\/sag\/[^/]+#/), anna.click('.mark-form button.main')]);
    assert.equal(await line.getAttribute('data-outcome'), suggested, 'the suggestion stands');
    assert.match(await line.locator('.with-marks').innerText(), /Med de hændelser, du har markeret/);
    assert.match(await line.locator('.with-marks .badge').innerText(), /✓\s*overholdt/);
    await assertAccessible(anna, 'a case with marks');
    await shoot(anna, 'markeret-1280');
    await anna.setViewportSize({ width: 1920, height: 1080 });
    await shoot(anna, 'markeret-1920');
    await assertFits(anna, 'a case with marks');
    await anna.setViewportSize({ width: 1280, height: 900 });
    // The outcome and its reason are proposed: overturning takes a key and a button.
    await line.focus();
    await anna.keyboard.press('o');
    await assertAccessible(anna, 'the proposal');
    assert.equal(await line.locator('input[name="udfald"]:checked').getAttribute('value'), 'overholdt');
    await line.locator('details[open] button.main').click();
    await line.locator('.readings').waitFor();
    assert.match(await line.innerText(), /med egne markerede hændelser: overholdt/);
  },

  async cpr_numbers_are_covered_until_they_are_asked_for() {
    // The journal's head names the child's number.
    const where = `/sag/${CASE}/akt/02_journal.pdf/side/1`;
    const black = async () => {
      await anna.goto(where);
      await boxed(anna);
      return anna.evaluate(() => {
        const picture = document.querySelector('.sheet-picture');
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
        const context = canvas.getContext('2d');
        context.drawImage(picture, 0, 0);
        const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
        // The longest run of black pixels in a row: letters have short ones.
        let longest = 0;
        for (let run = 0, at = 0; at < pixels.length; at += 4) {
          run = pixels[at] < 40 ? run + 1 : 0;
          longest = Math.max(longest, run);
        }
        return { longest, text: document.querySelector('main').textContent };
      });
    };
    const covered = await black();
    assert.ok(covered.longest > 60, `a bar over the number: ${covered.longest} pixels`);
    assert.doesNotMatch(covered.text, /\d{6}-\d{4}/);
    await anna.goto(`/sag/${CASE}`);
    await anna.click('form[action$="/cpr"] button');
    await anna.waitForLoadState();
    const shown = await black();
    assert.ok(shown.longest < 60, `no bar: ${shown.longest} pixels`);
    assert.match(shown.text, /\d{6}-\d{4}/);
    await anna.goto(`/sag/${CASE}`);
    await anna.click('form[action$="/cpr"] button');
    await anna.waitForLoadState();
  },

  async ten_verdicts_are_confirmed_by_keyboard_alone() {
    await anna.goto(`/sag/${CASE}`);
    const all = await checksOf(anna);
    assert.ok(all.length >= 11, `${all.length} verdicts`);
    await anna.keyboard.press('j');
    await anna.keyboard.press('k');
    for (let done = 0; done < 10; done += 1) {
      const check = await current(anna).getAttribute('data-check');
      await anna.keyboard.press('Enter');
      await card(anna, check).locator('.readings, .stand').first().waitFor();
      await anna.waitForFunction((check) => document.querySelector(`.card[data-check="${check}"]`).dataset.open === 'false', check);
      assert.match(await card(anna, check).locator('.stand').innerText(), /du har bekræftet/);
      await anna.waitForFunction((check) => document.querySelector('.card.current')?.dataset.check !== check, check);
    }
    await anna.reload();
    const decided = await anna.locator('.card[data-open="false"]').count();
    assert.equal(decided, 10, 'ten are kept');
  },

  async one_is_overturned_by_keyboard_with_a_reason() {
    const check = await current(anna).getAttribute('data-check');
    const was = await current(anna).getAttribute('data-outcome');
    await anna.keyboard.press('o');
    await anna.keyboard.press('Space');
    await anna.keyboard.press('Tab');
    await anna.keyboard.type('Akten siger noget andet.');
    await anna.keyboard.press('Tab');
    await anna.keyboard.press('Enter');
    await anna.waitForFunction((check) => document.querySelector(`.card[data-check="${check}"]`).dataset.open === 'false', check);
    const told = await card(anna, check).innerText();
    assert.match(told, /du har omgjort til/);
    assert.match(told, /Akten siger noget andet\./);
    assert.equal(await card(anna, check).getAttribute('data-outcome'), was, 'the suggestion stands beside it');
    await anna.waitForFunction((check) => document.querySelector('.card.current')?.dataset.check !== check, check);
    // Undone and done again: `u` takes the reader's own decision back.
    await card(anna, check).focus();
    await anna.keyboard.press('u');
    await anna.waitForFunction((check) => document.querySelector(`.card[data-check="${check}"]`).dataset.open === 'true', check);
    await anna.keyboard.press('Enter');
    await anna.waitForFunction((check) => document.querySelector(`.card[data-check="${check}"]`).dataset.open === 'false', check);
  },

  async a_second_reader_blind_to_the_first_disagrees_in_english() {
    bo = await readerNamed('bo', 'en');
    await bo.goto(`/sag/${CASE}`);
    const [agreed, disputed] = await checksOf(bo);
    const before = await card(bo, disputed).innerText();
    assert.match(before, /read by another; you read independently/);
    assert.doesNotMatch(before, /anna|confirmed/);
    await card(bo, agreed).focus();
    await bo.keyboard.press('Enter');
    await bo.waitForFunction((check) => document.querySelector(`.card[data-check="${check}"]`).dataset.open === 'false', agreed);
    await card(bo, disputed).focus();
    await bo.keyboard.press('o');
    await card(bo, disputed).locator('input[name="udfald"]').first().check();
    await card(bo, disputed).locator('textarea[name="begrundelse"]').fill('The acts say otherwise.');
    await card(bo, disputed).locator('details[open] button.main').click();
    await card(bo, disputed).locator('.readings').waitFor();
    const after = await card(bo, disputed).innerText();
    assert.match(after, /anna/, 'now both are told');
    assert.match(after, /The acts say otherwise\./);
  },

  async a_third_settles() {
    await lead.goto(`/sag/${CASE}`);
    const [, disputed] = await checksOf(lead);
    const line = card(lead, disputed);
    assert.match(await line.innerText(), /anna[\s\S]*bo/);
    await line.focus();
    await lead.keyboard.press('Enter');
    await lead.waitForFunction((check) => /lis/.test(document.querySelector(`.card[data-check="${check}"]`).innerText), disputed);
    await lead.goto('/enighed');
    assert.match(await lead.locator('main').innerText(), /Ingen venter på en tredje læser/);
  },

  async search_finds_a_page_and_a_hit_opens_it() {
    for (const [page, words] of [[anna, /sider? fundet/], [bo, /pages? found/]]) {
      await page.goto('/');
      await page.keyboard.press('/');
      await page.keyboard.type('underretning');
      await Promise.all([page.waitForURL(/\/soeg/), page.keyboard.press('Enter')]);
      assert.match(await page.locator('main').innerText(), words);
      await page.locator('.hits a').first().click();
      await page.locator('.sheet').waitFor();
      // Every word that was found is boxed, and nothing else: inflected, or inside a longer word.
      const { boxes, text } = await boxed(page);
      assert.ok(boxes.length > 0 && text.split(' ').every((word) => /underret/i.test(word)), text);
      boxes.forEach((box) => assert.ok(box.ink > 0.02, 'ink in the box'));
    }
  },

  async tables_are_taken_from_where_one_stands() {
    await anna.goto(`/sag/${CASE}`);
    const [download] = await Promise.all([anna.waitForEvent('download'), anna.locator('a[href*="/eksport/checks.xlsx"]').click()]);
    assert.match(download.suggestedFilename(), /\.xlsx$/);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    const rows = (await (await anna.request.get(`/eksport/checks.ndjson?kun=${CASE}`)).text()).trim().split('\n').map((line) => JSON.parse(line));
    assert.ok(rows.length >= 11 && rows.every((row) => row.case === CASE));
  },

  async every_page_is_accessible_in_both_languages_and_sizes() {
    const places = ['/', '/sager', `/sag/${CASE}`, `/sag/${CASE}/akt/03_boernefaglig_undersoegelse.pdf/side/1`, '/soeg?q=samtale', '/tal', '/enighed', '/stikproeve', '/log', '/indlaes'];
    for (const lang of ['da', 'en']) {
      await speak(lead, lang);
      for (const place of places) {
        await lead.goto(place);
        await assertAccessible(lead, `${place} in ${lang}`);
      }
      await lead.goto(`/sag/${CASE}`);
      await lead.keyboard.press('b');
      await lead.locator('#bevis .sheet').waitFor();
      await lead.locator('.tl-as-table').evaluate((element) => { element.open = true; });
      await lead.keyboard.press('o');
      await assertAccessible(lead, `a case with everything open in ${lang}`);
    }
    const stranger = await reader(browser, program.address);
    await stranger.goto('/log-ind');
    await assertAccessible(stranger, 'the log-in');
    await stranger.context().close();
  },

  async pages_fit_their_windows_and_are_there_to_be_looked_at() {
    const sizes = [['1280', { width: 1280, height: 900 }, 1], ['1920', { width: 1920, height: 1080 }, 1], ['zoom200', { width: 640, height: 450 }, 2]];
    const places = [['forside', '/'], ['sager', '/sager'], ['sag', `/sag/${CASE}`], ['side', `/sag/${CASE}/akt/03_boernefaglig_undersoegelse.pdf/side/1`], ['soeg', '/soeg?q=samtale'], ['tal', '/tal'], ['enighed', '/enighed'], ['log', '/log'], ['indlaes', '/indlaes']];
    for (const [size, viewport, deviceScaleFactor] of sizes) {
      const page = await readerNamed('lis', 'da', { viewport, deviceScaleFactor });
      for (const [name, place] of places) {
        await page.goto(place);
        if (name === 'sag') {
          await page.keyboard.press('b');
          await boxed(page);
        }
        if (name === 'side') await boxed(page);
        await shoot(page, `${name}-${size}`);
        await assertFits(page, `${place} at ${size}`);
      }
      assert.deepEqual(page.complaints, []);
      pages.splice(pages.indexOf(page), 1);
      await page.context().close();
    }
  },

  async a_sample_tells_its_suggestions_nowhere_before_it_is_read() {
    const carla = await readerNamed('carla', 'da');
    await carla.goto(`/sag/${MARKED}`);
    assert.ok((await carla.locator('.card[data-outcome]').count()) > 10, 'shown before');
    await lead.goto('/stikproeve');
    await lead.fill('#antal', '500');
    await Promise.all([lead.waitForNavigation(), lead.click('main form button.main')]);
    await carla.reload();
    assert.equal(await carla.locator('.card[data-outcome], .card .badge, .card form').count(), 0, 'nothing is told');
    assert.equal(await carla.locator('svg.tl .tl-bar').count(), 0, 'nor by the clocks');
    await assertAccessible(carla, 'a case of a sample');
    await shoot(carla, 'stikproeve-sag-1280');
    await carla.setViewportSize({ width: 1920, height: 1080 });
    await shoot(carla, 'stikproeve-sag-1920');
    await carla.goto('/sager?vurdering=samtykke');
    assert.match(await carla.locator('tbody').innerText(), /i stikprøve/);
    await assertAccessible(carla, 'the list with a sample');
    await carla.goto('/stikproeve/1');
    const [where, check] = [await carla.inputValue('input[name="sag"]'), await carla.inputValue('input[name="vurdering"]')];
    await carla.locator('input[name="udfald"]').first().check();
    await carla.click('main form button.main');
    await carla.goto(`/sag/${where}`);
    assert.ok(await card(carla, check).getAttribute('data-outcome'), 'told once it is answered');
    // Who decided before sees what they saw.
    await anna.goto(`/sag/${CASE}`);
    assert.ok((await anna.locator('.card[data-outcome]').count()) >= 10);
  },

  async log_in_at_the_identity_provider() {
    const page = await reader(browser, program.address);
    await page.goto('/log-ind?til=%2Fsager');
    await assertAccessible(page, 'the log-in with a provider');
    await shoot(page, 'log-ind-1280');
    await Promise.all([page.waitForURL(/\/sager$/), page.click('a[href^="/log-ind/oidc"]')]);
    assert.match(await page.locator('.who').innerText(), /carla/);
    assert.equal(new URL(page.url()).host, new URL(program.address).host);
    // What was asked elsewhere was asked of the provider alone.
    assert.ok(page.complaints.length > 0 && page.complaints.every((told) => told.startsWith(`asked elsewhere: ${elsewhere.issuer}/auth?`)), page.complaints.join('\n'));
    page.complaints.length = 0;
    await page.click('.who form button');
    await page.waitForURL(/\/log-ind\?ud=ja$/);
    assert.ok((await page.locator('main a.button').getAttribute('href')).startsWith(`${elsewhere.issuer}/ud?client_id=aktspor`));
    await assertAccessible(page, 'the farewell');
    await page.goto('/sager');
    assert.match(page.url(), /\/log-ind/, 'logged out here');
    await page.context().close();
  },

  async a_case_prints() {
    await anna.goto(`/sag/${CASE}`);
    // Closed on screen, there on paper.
    assert.equal(await anna.locator('.tl-table').isVisible(), false);
    await anna.emulateMedia({ media: 'print' });
    const table = await anna.locator('.tl-table').boundingBox();
    assert.ok(table !== null && table.height > 100, 'the timeline as a table is printed');
    await anna.emulateMedia({ media: null });
    const pdf = await anna.pdf({ format: 'A4', printBackground: true });
    assert.ok(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 20_000);
  },

  // What `aktspor report` writes, opened as a file.
  async reports_are_heard_tabbed_through_and_printed() {
    // The page's own policy lets no script in, not the judge's either.
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const asked = [];
    page.on('request', (request) => request.url().startsWith('file:') || asked.push(request.url()));
    const reports = [
      ['boernesagsbarometer', '--study', 'boernesagsbarometer'],
      ['pilot', '--study', 'pilot-2019', '--both'],
      ['praksis', '--study', 'praksis-2011', '--lang', 'en'],
      ['tilsyn', '--study', 'tilsyn', '--limit', '75'],
      ['frister', '--study', 'sagsbehandlingsfrister'],
      ['skema', '--case', CASE],
    ];
    for (const [name, ...rest] of reports) {
      await page.goto(`file://${program.report(name, ...rest)}`);
      await assertAccessible(page, name);
      await assertFits(page, name);
      // What a screen reader is given: every table by its name, every chart by its figures, in words.
      const heard = await page.locator('body').ariaSnapshot();
      const tables = [...heard.matchAll(/- table( "([^"]+)")?/g)];
      assert.ok(tables.every(([, , title]) => title), `${name}: a table without a name`);
      for (const [chart] of heard.matchAll(/- '?img.*/g)) assert.match(chart, /img ".+(\d|ingen|none|vises ikke|not shown)/, `${name}: a chart that says nothing`);
      assert.ok(tables.length > 0 || name === 'skema', `${name}: no table is heard`);
      // By keyboard: each stop is seen.
      await page.keyboard.press('Tab');
      assert.match(await page.evaluate(() => document.activeElement.getAttribute('href') ?? ''), /^#/, `${name}: the first stop leads to the content`);
      for (let stop = 0; stop < 200; stop += 1) {
        const seen = await page.evaluate(() => {
          const at = document.activeElement;
          if (at === document.body) return null;
          const style = getComputedStyle(at);
          return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        });
        if (seen === null) break;
        assert.ok(seen, `${name}: a stop that is not seen`);
        await page.keyboard.press('Tab');
      }
      const pdf = await page.pdf({ format: 'A4', printBackground: true });
      assert.ok(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 10_000, name);
      await shoot(page, `rapport-${name}`);
    }
    assert.deepEqual(asked, [], 'a report that asks for something');
    await context.close();
  },
};

async function run() {
  const started = performance.now();
  const names = Object.keys(walk);
  console.log(`\n     Running tests/browser (${executable})\n\nrunning ${names.length} tests`);
  const failures = [];
  let passed = 0;
  try {
    for (const [name, role, ...rest] of [['lis', 'lead'], ['anna', 'reviewer', '--all-cases'], ['bo', 'reviewer', '--all-cases'], ['carla', 'reviewer', '--all-cases']]) program.addUser(name, PASSWORD, '--role', role, ...rest);
    elsewhere = await provider('carla');
    await program.serve(elsewhere.issuer);
    browser = await launch(executable);
    for (const name of names) {
      const before = performance.now();
      try {
        await walk[name]();
        assert.deepEqual(pages.flatMap((page) => page.complaints), [], 'what the browser complains of');
        console.log(`test browser::${name} ... ok (${((performance.now() - before) / 1000).toFixed(1)} s)`);
        passed += 1;
      } catch (error) {
        console.log(`test browser::${name} ... FAILED`);
        failures.push([name, error]);
        for (const [at, page] of pages.entries()) await shoot(page, `fejl-${at}`).catch(() => {});
        if (!process.env.GO_ON) break;
        pages.forEach((page) => { page.complaints.length = 0; });
      }
    }
  } catch (error) {
    failures.push(['setting_up', error]);
  } finally {
    await browser?.close().catch(() => {});
    program.end();
    elsewhere?.end();
  }
  notes.forEach((note) => console.log(`note: ${note}`));
  if (failures.length) {
    failures.forEach(([name, error]) => console.log(`\n---- browser::${name} ----\n${error.stack}`));
    console.log(`\nfailures:\n${failures.map(([name]) => `    browser::${name}`).join('\n')}`);
  }
  const left = names.length - passed - failures.length;
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  console.log(`\ntest result: ${failures.length ? 'FAILED' : 'ok'}. ${passed} passed; ${failures.length} failed; ${Math.max(0, left)} ignored; 0 measured; 0 filtered out; finished in ${seconds}s\n`);
  process.exitCode = failures.length ? 1 : 0;
}

await run();
