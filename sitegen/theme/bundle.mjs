// @ts-check
/**
 * Bundles scripts with esbuild: each entry with all that it imports, in one file.
 *
 * Argument: the folder of npm packages. Standard input: {scripts, entries, maps}, of which `scripts` are texts by their
 * paths; standard output: {made}, a text for each entry, or {faults: [{path, line, what}]}.
 *
 * What is imported by `import()` is in the same file, and evaluated when it is asked for; an entry is fetched then.
 */
import { dirname, join, relative } from 'node:path/posix';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [, , packages] = process.argv;
/** @type {typeof import('esbuild')} */
const esbuild = (await import(`${pathToFileURL(packages).href}/esbuild/lib/main.js`)).default;
/** @type {{ scripts: Record<string, string>, entries: string[], maps: boolean }} */
const { scripts, entries, maps } = JSON.parse(await text(process.stdin));

const SPACE = 'site';

/** @param {string} entry  @returns {import('esbuild').Plugin} */
const given = (entry) => ({
  name: 'given',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, importer, namespace, kind }) => {
      if (kind === 'entry-point') return { path, namespace: SPACE };
      if (namespace !== SPACE) return; // in a package
      if (kind === 'import-statement' && /^[@\w]/.test(path) && !URL.canParse(path)) return build.resolve(path, { kind, resolveDir: packages });
      const file = join(dirname(importer), decodeURIComponent(path.replace(/[?#].*/, '')));
      const known = path.startsWith('.') && Object.hasOwn(scripts, file);
      if (known && kind === 'dynamic-import' && entries.includes(file)) return { path: `./${relative(dirname(entry), file)}`, external: true };
      if (known) return { path: file, namespace: SPACE };
      if (path.startsWith('.') && kind === 'import-statement') return { errors: [{ text: `there is no ${path}` }] };
      return { path, external: true };
    });
    build.onLoad({ filter: /.*/, namespace: SPACE }, ({ path }) => ({ contents: scripts[path] }));
  },
});

/** @param {string} entry */
async function made(entry) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    outdir: '/',
    plugins: [given(entry)],
    bundle: true,
    format: 'esm',
    minify: true,
    sourcemap: maps && 'inline',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}

/** @param {unknown} reason  why an entry could not be bundled */
function faults(reason) {
  if (!(reason instanceof Error && 'errors' in reason)) throw reason;
  const { errors } = /** @type {import('esbuild').BuildFailure} */ (reason);
  return errors.map(({ location, text }) => ({ path: location?.file.replace(`${SPACE}:`, '') ?? '', line: location?.line ?? 0, what: text }));
}

const results = await Promise.allSettled(entries.map(made));
const failed = results.flatMap((result) => (result.status === 'rejected' ? faults(result.reason) : []));
const whole = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
process.stdout.write(JSON.stringify(failed.length ? { faults: failed } : { made: whole }));
