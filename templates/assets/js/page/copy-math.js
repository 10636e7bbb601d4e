// @ts-check
// A formula stands on the page twice, for eyes and for ears, and neither can be pasted. What a reader copies has each
// formula once, as its TeX between dollars; a part of a single formula is left to the browser.

const UNREAD = 'button, script, style, template, noscript, details:not([open]) > :not(summary)';
const WRAPPED = 'ul, ol, dl, table, thead, tbody, tr'; // whose parts are nothing by themselves

/** What is copied neither loads nor runs anything. */
const inert = document.implementation.createHTMLDocument();

/** @param {Node} node */
const formulaAround = (node) => (node instanceof Element ? node : node.parentElement)?.closest('.katex') ?? null;

/** @param {Element} formula */
function texOf(formula) {
  const tex = formula.querySelector('annotation')?.textContent?.trim() ?? '';
  return formula.closest('.katex-display') ? `$$\n${tex}\n$$` : `$${tex}$`;
}

/**
 * The part of a formula's visible half that lies in a range.
 * @param {Range} range
 * @param {Element} formula
 */
function seenIn(range, formula) {
  const part = document.createRange();
  part.selectNodeContents(formula.querySelector('.katex-html') ?? formula);
  const all = part.toString();
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return { all, part: part.toString() };
}

/**
 * The range with the formulas at its ends in whole, or out of it where nothing of them can be seen in it.
 * @param {Range} range
 * @returns {Range | null}  null for a part of a single formula
 */
function withWholeFormulas(range) {
  const grown = range.cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first && first === last) {
    const { all, part } = seenIn(range, first);
    if (part !== all) return null;
  }
  if (first && seenIn(range, first).part) grown.setStartBefore(first);
  else if (first) grown.setStartAfter(first);
  if (last && seenIn(range, last).part) grown.setEndAfter(last);
  else if (last) grown.setEndBefore(last);
  return grown;
}

/** Text in lines, as `innerText` has them: what is set in blocks begins new ones. */
class Lines {
  text = '';
  #breaks = 0;

  /** @param {number} count  of line ends, at least, before what comes next */
  end(count) {
    this.#breaks = Math.max(this.#breaks, count);
  }

  /**
   * @param {string} text
   * @param {boolean} asWritten  whether its spaces count
   */
  add(text, asWritten) {
    const begins = this.#breaks > 0 || !this.text || /\s$/.test(this.text);
    const said = asWritten ? text : text.replace(/[\t\n\r ]+/g, ' ').replace(begins ? /^ / : /^$/, '');
    if (!said) return;
    if (this.#breaks && this.text) this.text = this.text.trimEnd() + '\n'.repeat(this.#breaks);
    this.#breaks = 0;
    this.text += said;
  }
}

/**
 * @param {Element} element
 * @param {string} display
 */
function breaksAround(element, display) {
  if (/^(inline|contents|table-cell|ruby)/.test(display)) return 0;
  return /^(P|H[1-6]|PRE|UL|OL|DL|TABLE|FIGURE|ASIDE|BLOCKQUOTE)$/.test(element.tagName) ? 2 : 1;
}

/**
 * A copy of an element without what is in it, whose addresses hold anywhere.
 * @param {Element} element
 */
function shell(element) {
  const copy = inert.importNode(element, false);
  for (const name of ['id', 'style', 'tabindex']) copy.removeAttribute(name);
  if (element instanceof HTMLAnchorElement) copy.setAttribute('href', element.href);
  if (element instanceof HTMLImageElement) copy.setAttribute('src', element.src);
  return copy;
}

/**
 * @param {Range} range  with whole formulas
 * @param {Lines} lines
 * @param {Node} into
 * @param {Node} node
 */
function copyNode(range, lines, into, node) {
  if (!range.intersectsNode(node)) return;
  if (node instanceof Text) {
    const end = node === range.endContainer ? range.endOffset : node.length;
    const text = node.data.slice(node === range.startContainer ? range.startOffset : 0, end);
    lines.add(text, getComputedStyle(/** @type {Element} */ (node.parentElement)).whiteSpace.startsWith('pre'));
    into.appendChild(inert.createTextNode(text));
    return;
  }
  if (!(node instanceof Element) || node.matches(UNREAD)) return;
  if (node.matches('.katex')) {
    lines.add(texOf(node), true);
    into.appendChild(inert.createTextNode(texOf(node)));
    return;
  }
  const { display, userSelect } = getComputedStyle(node);
  if (display === 'none' || userSelect === 'none') return;
  const copy = into.appendChild(shell(node));
  lines.end(breaksAround(node, display));
  for (const child of node.childNodes) copyNode(range, lines, copy, child);
  if (node.tagName === 'BR') lines.add('\n', true);
  if (display === 'table-cell' && node.nextElementSibling) lines.add('\t', true);
  lines.end(breaksAround(node, display));
}

/** @param {ClipboardEvent} event */
function onCopy(event) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData) return;
  if (event.target instanceof Element && event.target.closest('input, textarea')) return;
  const found = Array.from({ length: selection.rangeCount }, (_, index) => withWholeFormulas(selection.getRangeAt(index)));
  const ranges = found.filter((range) => range !== null);
  const formulas = [...document.querySelectorAll('.katex')];
  if (!formulas.some((formula) => ranges.some((range) => range.intersectsNode(formula)))) return;
  const lines = new Lines();
  const html = inert.createElement('div');
  for (const range of ranges) {
    const root = range.commonAncestorContainer;
    const whole = root instanceof Text || (root instanceof Element && root.matches(WRAPPED));
    for (const node of whole ? [root] : root.childNodes) copyNode(range, lines, html, node);
    lines.end(1);
  }
  event.clipboardData.setData('text/plain', lines.text.trim());
  event.clipboardData.setData('text/html', html.innerHTML);
  event.preventDefault();
}

document.addEventListener('copy', onCopy);
