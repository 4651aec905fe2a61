// Measures of the page, asked for by PageInBrowserTest. Each returns a list of complaints.

window.unseen = [];

// What sticks out of the window without a box of its own that scrolls.
window.wider = () => {
  const width = document.documentElement.clientWidth;
  const out = document.scrollingElement.scrollWidth > width ? ['the page itself'] : [];
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('.wide, pre, .skip, svg')) continue;
    const box = element.getBoundingClientRect();
    if (box.width && box.right > width + 1) out.push(name(element));
  }
  return out;
};

const name = (element) =>
  element.tagName + ' ' + element.textContent.trim().replace(/\s+/g, ' ').slice(0, 60);

// The elements that hold text of their own and are shown.
window.texts = () =>
  [...document.querySelectorAll('body *')].filter(
    (element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) &&
      element.getClientRects().length &&
      !element.closest('.skip, title, desc, style, defs'));

const parsed = (colour) => {
  const parts = colour.match(/[\d.]+/g).map(Number);
  return {rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1};
};

const over = (top, bottom) =>
  top.rgb.map((value, i) => value * top.alpha + bottom[i] * (1 - top.alpha));

const luminance = (rgb) => {
  const [r, g, b] = rgb.map((value) => {
    const s = value / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

const page = () => parsed(getComputedStyle(document.body).backgroundColor).rgb;

const behind = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const colour = parsed(getComputedStyle(at).backgroundColor);
    if (colour.alpha) layers.push(colour);
  }
  return layers.reduceRight((bottom, layer) => over(layer, bottom), page());
};

// What is painted under the middle of a text of a picture: the last filled shape before it.
const behindText = (text) => {
  const box = text.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  let colour = behind(text.closest('svg').parentElement);
  for (const shape of text.closest('svg').querySelectorAll('rect, circle, path, text')) {
    if (shape === text) break;
    const fill = getComputedStyle(shape).fill;
    if (shape.tagName === 'text' || shape.closest('defs') || !/^rgb/.test(fill)) continue;
    const area = shape.getBoundingClientRect();
    if (area.left <= x && x <= area.right && area.top <= y && y <= area.bottom) {
      colour = over(parsed(fill), colour);
    }
  }
  return colour;
};

// Texts with less contrast than WCAG 2.2 asks for (1.4.3, AA: 4.5, large ones 3).
window.tooFaint = () => {
  const out = [];
  for (const element of window.texts()) {
    const style = getComputedStyle(element);
    const picture = element.closest('svg');
    const holder = picture ? element.closest('text') || element : element;
    const ink = parsed(picture ? style.fill : style.color);
    const ground = picture ? behindText(holder) : behind(element);
    const large = parseFloat(style.fontSize) >= 24;
    const ratio = contrast(over(ink, ground), ground);
    if (ratio < (large ? 3 : 4.5)) out.push(ratio.toFixed(2) + ' ' + name(element));
  }
  return out;
};

// Texts of one picture that lie over each other by more than a hair.
window.overlaps = () => {
  const out = [];
  for (const picture of document.querySelectorAll('.wide svg')) {
    const boxes = [...picture.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() && !text.closest('defs'))
      .map((text) => ({text, box: text.getBoundingClientRect()}));
    boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other) => {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 2 && down > 4) out.push(name(one.text) + ' / ' + name(other.text));
    }));
  }
  return out;
};

// Texts that stick out of their picture.
window.outside = () => {
  const out = [];
  for (const picture of document.querySelectorAll('.wide svg')) {
    const frame = picture.getBoundingClientRect();
    for (const text of picture.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) {
        out.push(name(text));
      }
    }
  }
  return out;
};

// What has a colour that means something, but neither a sign nor a word that says it.
window.colourAlone = () =>
  [...document.querySelectorAll('span.bad, span.doubt, span.good, td.bad, strong.bad')]
    .filter((element) => !/[✗△✓]/.test(element.textContent))
    .map(name);

window.focusable = () =>
  [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(
    (element) => element.checkVisibility());

window.noteFocus = () => {
  const element = document.activeElement;
  window.seen.push([...document.querySelectorAll('*')].indexOf(element));
  if (parseFloat(getComputedStyle(element).outlineWidth) < 2) window.unseen.push(name(element));
  return 0;
};
