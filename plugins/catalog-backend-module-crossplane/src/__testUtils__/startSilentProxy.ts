import { AddressInfo, connect, createServer, Socket } from 'node:net';

/** A network that can go silent: bytes of the connections that are open then are lost, without FIN or RST. */
export async function startSilentProxy(target: string): Promise<{
  url: string;
  /** Makes everything that is open now half-open; new connections work. */
  silence(): void;
  close(): Promise<void>;
}> {
  const { hostname, port } = new URL(target);
  const open = new Map<Socket, Socket>();
  const all = new Set<Socket>();
  const server = createServer(client => {
    const upstream = connect(Number(port), hostname);
    open.set(client, upstream);
    for (const socket of [client, upstream]) {
      all.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => all.delete(socket));
    }
    client.on('close', () => open.delete(client));
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence() {
      for (const [client, upstream] of open) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        client.resume();
        upstream.resume();
      }
      open.clear();
    },
    async close() {
      for (const socket of all) {
        socket.destroy();
      }
      await new Promise(resolve => server.close(resolve));
    },
  };
}
