import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** One in so many is sent twice, as GitHub does when it had no answer. */
const REPEATED_EACH = 20;
/** What GitHub tells of a push beside what the portal reads of it. */
const BYTES_OF_TALK = 8_000;

/**
 * Sends pushes of GitHub at a steady rate, whatever the answers take, and resolves with how long each took from the
 * moment that it was to be sent at: what waits because others are slow counts, too.
 */
export async function sendPushes({
  url,
  secret,
  organization,
  applications,
  environments,
  rate,
  seconds,
  signal,
}) {
  const times = [];
  const statuses = {};
  const ids = [];
  const sending = [];
  const started = performance.now();
  for (let index = 0; index < rate * seconds; index += 1) {
    const dueAt = started + (index * 1000) / rate;
    const early = dueAt - performance.now();
    if (early > 1) {
      await wait(early, undefined, { signal });
    }
    const isRepeated = ids.length > 0 && index % REPEATED_EACH === 0;
    const id = isRepeated ? ids.at(-1) : randomUUID();
    if (!isRepeated) {
      ids.push(id);
    }
    const app = applications[ids.length % applications.length];
    const environment = environments[ids.length % environments.length];
    sending.push(
      send({ url, secret, id, ...toPush(organization, app, environment) }).then(
        status => {
          times.push(performance.now() - dueAt);
          statuses[status] = (statuses[status] ?? 0) + 1;
        },
      ),
    );
  }
  await Promise.all(sending);
  return { times, statuses, ids };
}

function toPush(organization, app, environment) {
  const [login, name] = [organization, `idp-${app}`];
  return {
    body: JSON.stringify({
      ref: 'refs/heads/main',
      repository: { name, owner: { login }, full_name: `${login}/${name}` },
      commits: [
        {
          id: '0'.repeat(40),
          message: 'x'.repeat(BYTES_OF_TALK),
          added: [],
          removed: [],
          modified: [`environments/${environment}/deployment.yaml`],
        },
      ],
    }),
  };
}

async function send({ url, secret, id, body }) {
  try {
    const response = await fetch(`${url}/api/deploy/webhooks/github`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-GitHub-Event': 'push',
        'X-GitHub-Delivery': id,
        'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret)
          .update(body)
          .digest('hex')}`,
      },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error.cause?.code ?? error.name;
  }
}
