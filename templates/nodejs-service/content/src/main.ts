import { setTimeout as delay } from 'node:timers/promises';
import { createService } from './service.ts';

const port = Number(process.env.PORT ?? 3000);
const shutdownDelay = Number(process.env.SHUTDOWN_DELAY_MS ?? 5000);
// Kubernetes kills the pod 30 seconds after the signal.
const SHUTDOWN_LIMIT_MS = 25_000;

const service = createService({
  name: '${{ values.name }}',
  version: process.env.VERSION ?? 'development',
});

function log(message: string, fields: Record<string, unknown> = {}): void {
  console.log(
    JSON.stringify({ time: new Date().toISOString(), message, ...fields }),
  );
}

service.server.listen(port, () => {
  service.ready = true;
  log('Listening', { port });
});

let stopping = false;

async function stop(signal: string): Promise<void> {
  if (stopping) {
    return;
  }
  stopping = true;
  log('Stopping', { signal });
  setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
  // The load balancer sends requests until it has seen the service unready.
  service.ready = false;
  await delay(shutdownDelay);
  service.server.close(() => log('Stopped'));
  service.server.closeIdleConnections();
}

process.on('SIGTERM', signal => void stop(signal));
process.on('SIGINT', signal => void stop(signal));
