import { Entity } from '@backstage/catalog-model';
import {
  CrossplaneKeys,
  DefinitionMatch,
} from '@openportal/plugin-crossplane-common';
import { Definition } from '../cluster/ClusterReader';

/** An answer is a choice for people, not a list of everything. */
const MAX_MATCHES = 50;

/** Where XRDs are known from. */
interface MatchFacts {
  definitions: Definition[];
  templates: Entity[];
}

/**
 * Finds the XRDs that people may mean by a text: the name or kind of an XRD, or the name, title or reference of a template.
 * What is exactly that text comes first.
 */
export function matchDefinitions(
  text: string,
  facts: MatchFacts,
): DefinitionMatch[] {
  const wanted = normalize(text);
  if (wanted === '') {
    return [];
  }
  return [...collect(facts).values()]
    .map(({ names, ...match }) => ({ match, names: names.map(normalize) }))
    .filter(({ names }) => names.some(name => name.includes(wanted)))
    .map(({ match, names }) => ({ match, isExact: names.includes(wanted) }))
    .sort(
      (a, b) =>
        Number(b.isExact) - Number(a.isExact) ||
        a.match.xrd.localeCompare(b.match.xrd, 'en-US'),
    )
    .slice(0, MAX_MATCHES)
    .map(({ match }) => match);
}

type Candidate = DefinitionMatch & { names: string[] };

/** Every XRD with all that it is called, once, in however many clusters it is. */
function collect(facts: MatchFacts): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  const add = ({ names, ...match }: Candidate) => {
    const known = candidates.get(match.xrd);
    candidates.set(match.xrd, {
      ...known,
      ...match,
      names: [...(known?.names ?? []), ...names],
    });
  };
  for (const { name, parsed } of facts.definitions) {
    const kind = parsed.xrd?.orderable.kind;
    add({
      xrd: name,
      ...(kind ? { kind } : {}),
      names: [name, ...(parsed.xrd ? [parsed.xrd.kind] : []), kind ?? ''],
    });
  }
  for (const { metadata } of facts.templates) {
    const xrd = metadata.annotations?.[CrossplaneKeys.xrdName];
    if (xrd) {
      const { name, namespace = 'default', title = '' } = metadata;
      add({
        xrd,
        template: title || name,
        names: [xrd, name, title, `template:${namespace}/${name}`],
      });
    }
  }
  return candidates;
}

function normalize(text: string): string {
  return text.trim().toLocaleLowerCase('en-US');
}
