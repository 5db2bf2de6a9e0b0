import { InputError } from '@backstage/errors';

/** The rule for names of components; namespaces, hosts and repositories are made from them. */
export const NAME_PATTERN = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

/** Names that components must leave to others. */
export interface NameRules {
  /** Environments: the namespace and the Application of `<name>` in `<environment>` are `<name>-<environment>`. */
  environments: readonly string[];
  /** Namespaces of the platform. */
  reserved: readonly string[];
}

/** Checks a component's name and says which rule it breaks. */
export function checkName(name: string, rules: NameRules): string {
  if (!NAME_PATTERN.test(name)) {
    throw new InputError(
      `Name "${name.slice(
        0,
        100,
      )}" breaks the rule for names: 3 to 40 characters, lower-case letters, digits and dashes, a letter first and no dash last. Choose a name like "payments-api".`,
    );
  }
  if (rules.reserved.includes(name) || name.startsWith('kube-')) {
    throw new InputError(
      `Name "${name}" is reserved: a namespace of the platform is called so. Choose another name.`,
    );
  }
  const environment = rules.environments.find(item =>
    name.endsWith(`-${item}`),
  );
  if (environment) {
    throw new InputError(
      `Name "${name}" ends with the environment "${environment}": "${name.slice(
        0,
        -environment.length - 1,
      )}" is called so there. Choose another name.`,
    );
  }
  return name;
}

const TOPIC_PATTERN = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** Topics as GitHub takes them; the first one marks what the portal created. */
export function toTopics(topics: string[]): string[] {
  for (const topic of topics) {
    if (!TOPIC_PATTERN.test(topic)) {
      throw new InputError(
        `Topic "${topic.slice(
          0,
          100,
        )}" is not one that GitHub takes: up to 50 lower-case letters, digits and dashes. Correct it.`,
      );
    }
  }
  return [...new Set(['openportal', ...topics])];
}
