import { XrdProblem } from '@openportal/plugin-crossplane-common';
import { readDefinition } from '../convert/readDefinition';
import { ConvertOptions, ReadDefinition } from '../convert/types';
import { oversizeProblem, PackedObject } from '../source/PackedObject';

/** What is known of an XRD in one cluster. */
export interface UnitRead<Source> {
  source: Source;
  /** As it is now or, when it became unreadable, as it was before. */
  read: ReadDefinition;
  /** What `read` was made of, when that could be read. */
  readable?: PackedObject;
  /** Why it cannot be read as it is now, when `read` is from before. */
  broken?: XrdProblem[];
}

/**
 * Reads an XRD in each cluster that has it. One that turned bad counts as it was before, with what it says now
 * about wanting a template: an error never removes an entity.
 *
 * @param known - by cluster, the last definition that could be read
 */
export function readUnit<
  Source extends {
    readonly cluster: string;
    definition(xrd: string): PackedObject | undefined;
  },
>(
  xrd: string,
  sources: Source[],
  known: ReadonlyMap<string, PackedObject>,
  options: ConvertOptions,
): UnitRead<Source>[] {
  return sources.flatMap((source): UnitRead<Source>[] => {
    const packed = source.definition(xrd);
    if (!packed) {
      return [];
    }
    const read = readOne(packed, options);
    if (read.xrd) {
      return [{ source, read, readable: packed }];
    }
    const readable = known.get(source.cluster);
    const before = readable && readOne(readable, options);
    return before?.xrd
      ? [
          {
            source,
            read: { ...before, wanted: read.wanted },
            readable,
            broken: read.problems,
          },
        ]
      : [{ source, read }];
  });
}

/** An XRD that was cut has nothing wrong but its size. */
function readOne(
  packed: PackedObject,
  options: ConvertOptions,
): ReadDefinition {
  const definition = packed.unpack();
  const reason = oversizeProblem(definition);
  const read = readDefinition(definition, options);
  return reason
    ? { ...read, xrd: undefined, problems: [{ path: 'spec', reason }] }
    : read;
}
