import { runBenchClusters } from './runBenchClusters';

runBenchClusters(process.argv).catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
