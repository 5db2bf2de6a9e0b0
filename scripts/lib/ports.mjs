import { createServer } from 'node:net';
import { ownerOfPort } from './portOwner.mjs';
import { CommandError } from './terminal.mjs';

/** Every port that `npm start` needs, with the sandbox on. */
export const portalPorts = [
  { port: 3000, purpose: 'the portal (frontend)' },
  { port: 7007, purpose: 'the portal (backend)' },
];
export const sandboxPorts = [
  { port: 7100, purpose: "the sandbox's GitHub" },
  { port: 7110, purpose: "the sandbox's cluster 'platform'" },
  { port: 7111, purpose: "the sandbox's cluster 'production'" },
  { port: 7120, purpose: "the sandbox's container registry" },
  { port: 7130, purpose: "the sandbox's console" },
];

/** Refuses to start when a port is taken, with a message for each of them. */
export async function requireFreePorts(ports) {
  const taken = await takenPorts(ports);
  if (taken.length > 0) {
    throw new CommandError(
      portMessage(
        taken.map(entry => ({ ...entry, owner: ownerOfPort(entry.port) })),
      ),
    );
  }
}

export async function takenPorts(ports) {
  const answers = await Promise.all(ports.map(({ port }) => isTaken(port)));
  return ports.filter((_, index) => answers[index]);
}

/** A free port of the loopback address. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export function portMessage(taken) {
  const lines = taken.map(({ port, purpose, owner }) => {
    const by = owner ? ` by '${owner.name}' (process ${owner.pid})` : '';
    return `Port ${port} is taken${by}. OpenPortal needs it for ${purpose}.`;
  });
  const { port } = taken[0];
  return [
    ...lines,
    `Find the owner with 'lsof -i :${port}' or 'ss -ltnp sport = :${port}', stop it and try again.`,
  ].join('\n');
}

async function isTaken(port) {
  // The wildcard address also finds a server that listens on any other address. Not at once, or the two collide.
  return (await cannotListen(port, '127.0.0.1')) || cannotListen(port, '::');
}

function cannotListen(port, host) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', error =>
      resolve(error.code === 'EADDRINUSE' || error.code === 'EACCES'),
    );
    server.listen({ port, host, exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}
