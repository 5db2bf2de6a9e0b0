import {
  Environment,
  findEnvironment,
  nextEnvironment,
  previousEnvironment,
} from '@openportal/plugin-deploy-common';

/** Which environments of an entity are compared. */
export type EnvironmentChoice = {
  from?: string;
  to?: string;
  /** What was asked for and is not there. */
  unknown: string[];
};

/**
 * Finds the environments of a comparison. What is not asked for is the neighbor
 * in the order of promotion; what is asked for and is not there is not guessed.
 *
 * @param environments - The environments of the entity, in order of promotion.
 * @param asked - Names or aliases.
 */
export function chooseEnvironments(
  environments: readonly Pick<Environment, 'name' | 'aliases'>[],
  asked: { from?: string; to?: string },
): EnvironmentChoice {
  const find = (name: string | undefined) =>
    name === undefined ? undefined : findEnvironment(environments, name)?.name;
  const from = find(asked.from);
  const to = find(asked.to);
  const unknown = [
    ...(asked.from !== undefined && from === undefined ? [asked.from] : []),
    ...(asked.to !== undefined && to === undefined ? [asked.to] : []),
  ];
  if (environments.length === 0) {
    return { unknown: [] };
  }
  if (asked.from === undefined && asked.to === undefined) {
    return {
      from: environments.at(0)?.name,
      to: environments.at(1)?.name,
      unknown,
    };
  }
  return {
    from:
      asked.from === undefined && to !== undefined
        ? previousEnvironment(environments, to)?.name
        : from,
    to:
      asked.to === undefined && from !== undefined
        ? nextEnvironment(environments, from)?.name
        : to,
    unknown,
  };
}
