/** `yarn build:all`: the production build of everything. */
import { buildAll } from '../lib/productionBuild.mjs';
import { runMain } from '../lib/terminal.mjs';

await runMain(() => buildAll('build'));
