import { build } from 'esbuild';
import { dirname } from 'node:path';

/** The page that shows forms, as it is loaded into a browser. */
export interface PageBundle {
  script: string;
  styles: string;
}

/**
 * Bundles the page with the form of the scaffolder itself.
 *
 * @param entryPoint - path of `FormPage.tsx`
 */
export async function bundlePage(entryPoint: string): Promise<PageBundle> {
  const { outputFiles } = await build({
    stdin: {
      contents: [
        `import '@backstage/ui/css/styles.css';`,
        `import ${JSON.stringify(entryPoint)};`,
      ].join('\n'),
      resolveDir: dirname(entryPoint),
    },
    bundle: true,
    write: false,
    // Names the results; nothing is written.
    outdir: 'page',
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: {
      '.png': 'dataurl',
      '.svg': 'dataurl',
      '.woff': 'dataurl',
      '.woff2': 'dataurl',
    },
    logLevel: 'silent',
  });
  const textOf = (extension: string) =>
    outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: textOf('.js'), styles: textOf('.css') };
}
