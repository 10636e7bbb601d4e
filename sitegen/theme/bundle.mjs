// @ts-check
/**
 * Bundles scripts with esbuild: each entry with all that it imports, in one file.
 *
 * Argument: main.js of the npm package. Standard input: {scripts, entries, maps}, of which `scripts` are texts by their
 * paths; standard output: {made}, a text for each entry, or {faults: [{path, line, what}]}.
 *
 * What is imported by `import()` is in the same file, and evaluated when it is asked for.
 */
import { dirname, join } from 'node:path/posix';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** @type {typeof import('esbuild')} */
const esbuild = (await import(pathToFileURL(process.argv[2]).href)).default;
/** @type {{ scripts: Record<string, string>, entries: string[], maps: boolean }} */
const { scripts, entries, maps } = JSON.parse(await text(process.stdin));

const SPACE = 'site';

/** @type {import('esbuild').Plugin} */
const given = {
  name: 'given',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point') return { path, namespace: SPACE };
      const file = join(dirname(importer), decodeURIComponent(path.replace(/[?#].*/, '')));
      if (path.startsWith('.') && Object.hasOwn(scripts, file)) return { path: file, namespace: SPACE };
      if (path.startsWith('.') && kind === 'import-statement') return { errors: [{ text: `there is no ${path}` }] };
      return { path, external: true };
    });
    build.onLoad({ filter: /.*/, namespace: SPACE }, ({ path }) => ({ contents: scripts[path] }));
  },
};

/** @returns {Promise<{ made: string[] } | { faults: { path: string, line: number, what: string }[] }>} */
async function bundled() {
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: entries.map((path, index) => ({ in: path, out: String(index) })),
      outdir: '/',
      plugins: [given],
      bundle: true,
      format: 'esm',
      minify: true,
      sourcemap: maps && 'inline',
      write: false,
      logLevel: 'silent',
    });
    const made = new Map(outputFiles.map((file) => [file.path.replace(/.*[\\/]|\.js$/g, ''), file.text]));
    return { made: entries.map((_, index) => /** @type {string} */ (made.get(String(index)))) };
  } catch (error) {
    if (!(error instanceof Error && 'errors' in error)) throw error;
    const { errors } = /** @type {import('esbuild').BuildFailure} */ (error);
    return { faults: errors.map(({ location, text }) => ({ path: location?.file.replace(`${SPACE}:`, '') ?? '', line: location?.line ?? 0, what: text })) };
  }
}

process.stdout.write(JSON.stringify(await bundled()));
