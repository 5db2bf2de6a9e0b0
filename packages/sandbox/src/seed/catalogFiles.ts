import { databaseCompositions } from './database/compositions';
import { databaseDefinition } from './database/definition';
import { dnsRecordComposition, dnsRecordDefinition } from './dnsRecord';
import { whoamiComposition, whoamiDefinition } from './whoami';
import { yamlText } from './yamlText';

/** The repository `catalog`: a folder for each kind that can be ordered. */
export function catalogFiles(): Record<string, string> {
  return {
    'README.md':
      '# catalog\n\nKinds that can be ordered. Flux applies `templates/` to the platform cluster; a kind appears in the portal as soon as its definition is there.\n',
    'templates/dnsrecord/xrd.yaml': yamlText(dnsRecordDefinition),
    'templates/dnsrecord/composition.yaml': yamlText(dnsRecordComposition),
    'templates/whoami/xrd.yaml': yamlText(whoamiDefinition),
    'templates/whoami/composition.yaml': yamlText(whoamiComposition),
    'templates/database/xrd.yaml': yamlText(databaseDefinition),
    ...Object.fromEntries(
      databaseCompositions.map(composition => [
        `templates/database/${composition.metadata.name}.yaml`,
        yamlText(composition),
      ]),
    ),
  };
}

/** The repository `catalog-orders` before anybody has ordered. */
export function ordersFiles(): Record<string, string> {
  return {
    'README.md':
      '# catalog-orders\n\nWhat people have ordered, as `namespaces/<namespace>/<plural>/<name>.yaml`. Flux applies `namespaces/` to the platform cluster and never deletes from it.\n',
    'namespaces/team-alpha/namespace.yaml': namespace('team-alpha'),
    'namespaces/team-beta/namespace.yaml': namespace('team-beta'),
  };
}

function namespace(name: string): string {
  return yamlText({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      annotations: { 'terasky.backstage.io/owner': `group:default/${name}` },
    },
  });
}
