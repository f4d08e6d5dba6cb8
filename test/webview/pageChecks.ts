/** Questions to a page that is open, asked in the page itself: they are texts, because these files know no DOM. */
import type { Page } from 'playwright-core';

// WCAG 2, relative luminance and contrast ratio. Backgrounds lie above each other, text may be see-through.
const contrastScript = `(() => {
  const parse = (color) => {
    const [r, g, b, a = 1] = (color.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
  const backgroundOf = (element) => {
    const layers = [];
    for (let one = element; one; one = parentOf(one)) layers.push(parse(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (text === '' || element.closest('script, .for-reader, svg')) continue;
    const under = backgroundOf(element);
    const shown = over(parse(getComputedStyle(element).color), under);
    const [light, dark] = [luminance(shown), luminance(under)].sort((a, b) => b - a);
    found.push({ text, ratio: (light + 0.05) / (dark + 0.05) });
  }
  return found;
})()`;

/** How every text of the page stands out from what is behind it, 1 to 21. */
export function contrasts(page: Page): Promise<{ text: string; ratio: number }[]> {
  return page.evaluate(contrastScript);
}

/** Name of what has the focus: its key, else its text. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    return element.getAttribute('data-focus-key') ?? element.textContent;
  })()`);
}

/** Pixels by which the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

/** A computed style of what a selector finds first. */
export function styleOf(page: Page, selector: string, property: string): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((found, name) => Reflect.get(globalThis, 'getComputedStyle')(found)[name], property);
}
