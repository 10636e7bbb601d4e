// @ts-check
// TeX without a site's macros, for who takes a formula elsewhere.

const TOKEN = /^(?:\\(?:[a-zA-Z]+|[^]?)|[^])/;
const MOST = 1000; // expansions: a macro that contains itself is told elsewhere

/**
 * @param {string} tex
 * @returns {string}  its first token
 */
const tokenOf = (tex) => /** @type {RegExpExecArray} */ (TOKEN.exec(tex))[0];

/**
 * A macro's argument at the beginning of `tex`: a group, or one token.
 * @param {string} tex
 * @returns {[argument: string, rest: string]}
 */
function argumentOf(tex) {
  const from = tex.trimStart();
  if (!from) return ['', ''];
  let depth = 0;
  for (let end = 0; end < from.length; ) {
    const token = tokenOf(from.slice(end));
    end += token.length;
    depth += Number(token === '{') - Number(token === '}');
    if (depth <= 0) return token === '}' ? [from.slice(1, end - 1), from.slice(end)] : [token, from.slice(end)];
  }
  return [from, ''];
}

/**
 * @param {string} tex
 * @param {Record<string, string>} macros  as KaTeX takes them
 * @returns {string}
 */
export function expand(tex, macros) {
  let done = '';
  let rest = tex;
  let left = MOST;
  while (rest) {
    const token = tokenOf(rest);
    rest = rest.slice(token.length);
    if (!Object.hasOwn(macros, token) || !left) {
      done += token;
      continue;
    }
    left--;
    const body = macros[token];
    const count = Math.max(0, ...[...body.matchAll(/#(\d)/g)].map(([, number]) => Number(number)));
    /** @type {string[]} */
    const given = [];
    for (let index = 0; index < count; index++) {
      const [argument, after] = argumentOf(rest);
      given.push(argument);
      rest = after;
    }
    const said = body.replace(/#(\d)/g, (_, number) => given[number - 1]);
    const apart = /\\[a-zA-Z]+$/.test(said) && /^[a-zA-Z]/.test(rest) ? ' ' : '';
    rest = said + apart + rest;
  }
  return done;
}
