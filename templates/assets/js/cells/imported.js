// @ts-check
// What code imports, as far as its lines tell: Python itself says it once the code is to run. Pure.

const IMPORT = /(?:^|;)[ \t]*import[ \t]+([^;\n]+)/gm;
const FROM = /(?:^|;)[ \t]*from[ \t]+(\w+)/gm;

/**
 * @param {string} code
 * @returns {string[]}  names of packages, in the order of the alphabet
 */
export function imported(code) {
  const listed = [...code.matchAll(IMPORT)].flatMap(([, names]) => names.split(','));
  const named = [...listed.map((name) => /\w+/.exec(name)?.[0] ?? ''), ...[...code.matchAll(FROM)].map(([, name]) => name)];
  return [...new Set(named.filter(Boolean))].sort();
}
