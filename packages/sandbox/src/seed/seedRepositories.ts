import { catalogFiles, ordersFiles } from './catalogFiles';
import { people, teams, portalLogin, actionsLogin } from './people';
import type { SeedGitHub } from './SeedHost';

/** The organization, its people and teams, and the repository for orders: what everything else needs. */
export async function seedMinimum(
  gitHub: SeedGitHub,
  now: Date,
): Promise<void> {
  gitHub.createBot(portalLogin, 'OpenPortal');
  gitHub.createBot(actionsLogin, 'GitHub Actions');
  for (const person of people) {
    const isOwner = person.groups.includes('platform-team');
    gitHub.createPerson(person, isOwner ? 'admin' : 'member');
  }
  for (const team of teams) {
    const members = people.filter(person => person.groups.includes(team.slug));
    gitHub.createTeam(
      team,
      members.map(person => person.login),
    );
  }
  await gitHub.createRepository({
    name: 'catalog-orders',
    description: 'What people have ordered',
    visibility: 'private',
    createdBy: 'platform-engineer',
    teams: {
      'platform-team': 'admin',
      'sre-team': 'write',
      'team-alpha': 'write',
      'team-beta': 'write',
    },
    allowAutoMerge: true,
    deleteBranchOnMerge: true,
  });
  await gitHub.commit({
    repository: 'catalog-orders',
    message: 'Start the list of orders',
    author: 'platform-engineer',
    date: daysBefore(now, 30),
    files: ordersFiles(),
  });
  gitHub.protectMain('catalog-orders');
}

/** The kinds that can be ordered. */
export async function seedCatalog(
  gitHub: SeedGitHub,
  now: Date,
): Promise<void> {
  await gitHub.createRepository({
    name: 'catalog',
    description: 'Kinds that can be ordered',
    visibility: 'private',
    createdBy: 'platform-engineer',
    teams: { 'platform-team': 'admin' },
    allowAutoMerge: true,
    deleteBranchOnMerge: true,
  });
  await gitHub.commit({
    repository: 'catalog',
    message: 'Add DNS records v1.0.2, whoami v0.3.0 and databases v2.1.0',
    author: 'platform-engineer',
    date: daysBefore(now, 28),
    files: catalogFiles(),
  });
}

/** A repository that has the portal's prefix and is not the portal's: somebody made it by hand. */
export async function seedForeignRepository(
  gitHub: SeedGitHub,
  now: Date,
): Promise<void> {
  await gitHub.createRepository({
    name: 'idp-legacy',
    description: 'Made by hand, long before the portal',
    visibility: 'private',
    createdBy: 'other-developer',
    teams: { 'team-beta': 'write' },
  });
  await gitHub.commit({
    repository: 'idp-legacy',
    message: 'Import the old service',
    author: 'other-developer',
    date: daysBefore(now, 400),
    files: {
      'README.md': '# legacy\n\nDo not touch: nobody knows who uses it.\n',
    },
  });
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 24 * 60 * 60 * 1000);
}
