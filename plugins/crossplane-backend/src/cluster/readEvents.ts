import { OrderEvent } from '@openportal/plugin-crossplane-common';
import { EventsFact, EventSubject, reasonOf } from '../sources/facts';
import { parseEvent } from '../sources/parseEvent';
import { ClusterReader } from './ClusterReader';

const EVENTS = { group: '', version: 'v1', plural: 'events' };
/** Events about what is in no namespace are kept in this one. */
const CLUSTER_NAMESPACE = 'default';
const MAX_EVENTS = 10;
const TIME_LIMIT_MILLISECONDS = 10_000;

/**
 * Reads the newest warnings that a cluster recorded about some objects.
 *
 * @remarks
 * They are asked for by the uid of the objects, so nothing is told of others, not even of an earlier object of the same name.
 * What cannot be read becomes the reason in the answer.
 */
export async function readEvents(
  reader: ClusterReader,
  subjects: EventSubject[],
): Promise<EventsFact> {
  const signal = AbortSignal.timeout(TIME_LIMIT_MILLISECONDS);
  const answers = await Promise.allSettled(
    subjects.map(subject => readEventsOf(reader, subject, signal)),
  );
  const events = answers
    .flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    .sort((a, b) => timeOf(b) - timeOf(a))
    .slice(0, MAX_EVENTS);
  const rejected = answers.find(answer => answer.status === 'rejected');
  return {
    events,
    ...(rejected ? { problem: reasonOf(rejected.reason) } : {}),
  };
}

async function readEventsOf(
  { client }: ClusterReader,
  { uid, ...resource }: EventSubject,
  signal: AbortSignal,
): Promise<OrderEvent[]> {
  const { items } = await client.list(EVENTS, {
    namespace: resource.namespace ?? CLUSTER_NAMESPACE,
    fieldSelector: `involvedObject.uid=${uid},type=Warning`,
    signal,
  });
  return items.map(item => ({ resource, ...parseEvent(item) }));
}

function timeOf({ lastSeenAt }: OrderEvent): number {
  return Date.parse(lastSeenAt ?? '') || 0;
}
