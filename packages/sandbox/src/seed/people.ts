/** A person whom the seed creates; tokens are made at that time. */
export interface SeededPerson {
  login: string;
  name: string;
  email: string;
  groups: string[];
}

/** A team of the organization; the catalog group has the same name. */
export interface SeededTeam {
  slug: string;
  name: string;
  description: string;
}

/** The portal's own identity at GitHub. */
export const portalLogin = 'openportal[bot]';

/** The identity that workflows commit with. */
export const actionsLogin = 'github-actions[bot]';

export const people: SeededPerson[] = [
  person('developer', 'Developer', 'team-alpha'),
  person('team-lead', 'Team lead', 'team-alpha'),
  person('other-developer', 'Other developer', 'team-beta'),
  person('sre', 'Site reliability engineer', 'sre-team'),
  person('platform-engineer', 'Platform engineer', 'platform-team'),
];

export const teams: SeededTeam[] = [
  {
    slug: 'team-alpha',
    name: 'Team Alpha',
    description: 'Builds and runs payments',
  },
  {
    slug: 'team-beta',
    name: 'Team Beta',
    description: 'A second team, to see what others may not do',
  },
  {
    slug: 'sre-team',
    name: 'SRE',
    description: 'Approves what reaches production',
  },
  {
    slug: 'platform-team',
    name: 'Platform',
    description: 'Runs the platform and its templates',
  },
];

function person(login: string, name: string, group: string): SeededPerson {
  return { login, name, email: `${login}@sandbox.example`, groups: [group] };
}
