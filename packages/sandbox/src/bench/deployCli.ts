import { runBenchDeploy } from './runBenchDeploy';

runBenchDeploy(process.argv).catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
