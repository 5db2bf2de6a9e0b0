import { askJson } from './http.mjs';

const RECORDS =
  'apis/network.openportal.dev/v1alpha1/namespaces/team-alpha/dnsrecords';

/** What git and the cluster really have, asked without the portal. */
export function truth({ github, clusters, users }) {
  const { token } = users.find(({ login }) => login === 'developer');
  const repository = `${github.apiUrl}/repos/${github.organization}`;
  const platform = clusters.find(({ name }) => name === 'platform');
  const askGitHub = path => askJson(`${repository}/${path}`, { token });
  const prefix = name => `order/team-alpha/dnsrecords/${name}-`;
  const file = name => `namespaces/team-alpha/dnsrecords/${name}.yaml`;

  return {
    /** Branches, pull requests and commits that the orders of one name have made. */
    async traces(name) {
      const [branches, pulls, commits] = await Promise.all([
        askGitHub('catalog-orders/branches?per_page=100'),
        askGitHub('catalog-orders/pulls?state=all&per_page=100'),
        askGitHub(`catalog-orders/commits?path=${file(name)}&per_page=100`),
      ]);
      return {
        branches: branches.filter(it => it.name.startsWith(prefix(name))),
        pulls: pulls.filter(it => it.head.ref.startsWith(prefix(name))),
        commits,
      };
    },
    /** How many commits the branch of an order is ahead of main. */
    async ahead(branch) {
      const { ahead_by: ahead } = await askGitHub(
        `catalog-orders/compare/main...${encodeURIComponent(branch)}`,
      );
      return ahead;
    },
    /** Records of that name in the cluster. */
    async records(name) {
      const { items } = await askJson(`${platform.url}/${RECORDS}`, {
        token: platform.token,
      });
      return items.filter(({ metadata }) => metadata.name === name);
    },
    /** Commits of payments that carry the mark of an operation. */
    async operationCommits(operationId) {
      const commits = await askGitHub('idp-payments/commits?per_page=100');
      return commits.filter(({ commit }) =>
        commit.message.includes(`OpenPortal-Operation: ${operationId}`),
      );
    },
  };
}
