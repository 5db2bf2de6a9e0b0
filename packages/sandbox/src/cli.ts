import { runSandbox } from './startup/runSandbox';

runSandbox(process.argv).catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
