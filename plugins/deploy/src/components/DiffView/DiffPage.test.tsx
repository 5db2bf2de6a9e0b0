import { EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  BackendDouble,
  Refusal,
  SentRequest,
} from '../../__testUtils__/BackendDouble';
import { fullDiff, manyCommits } from '../../__testUtils__/diff';
import { findAccessibilityProblems } from '../../__testUtils__/findAccessibilityProblems';
import { currentAddress, renderPage } from '../../__testUtils__/renderPage';
import { deploymentView, environmentView } from '../../__testUtils__/views';

const ENTITY = '/entities/component/default/service';
const PAGE = `/deploy${ENTITY}/diff`;
const DIFF = `GET ${ENTITY}/diff`;

function backendWith(
  diff: unknown = fullDiff(),
  environments = ['development', 'qa', 'prod'],
): BackendDouble {
  return new BackendDouble()
    .on(
      `GET ${ENTITY}`,
      deploymentView(environments.map(name => environmentView(name))),
    )
    .on(DIFF, diff);
}

function section(name: string): Promise<HTMLElement> {
  return screen.findByRole('region', { name });
}

async function showDiff(overrides: Partial<EnvironmentDiff>) {
  renderPage(backendWith(fullDiff(overrides)), { path: PAGE });
  return section('Versions');
}

describe('the comparison of two environments', () => {
  it('shows versions, commits, files, manifests and what to do', async () => {
    const backend = backendWith();
    renderPage(backend, { path: `${PAGE}?from=development&to=qa` });

    const versions = await section('Versions');
    expect(versions).toHaveTextContent('sha-2222222');
    expect(versions).toHaveTextContent('222222222222');
    expect(versions).toHaveTextContent('sha-1111111');
    expect(versions).toHaveTextContent(/sha256:1111111/);
    expect(versions).toHaveTextContent(
      'It is not known which commit it was built from.',
    );

    const commits = await section('Commits');
    expect(commits).toHaveTextContent('1 commit that qa does not have yet.');
    expect(commits).toHaveTextContent('Ada');
    expect(
      within(commits).getByRole('link', { name: 'Round the fees' }),
    ).toHaveAttribute('href', 'https://github.example/commit/2222222');
    expect(
      within(commits).getByRole('link', { name: 'Pull request #7' }),
    ).toHaveAttribute('href', 'https://github.example/pull/7');
    expect(
      within(commits).getByRole('link', {
        name: 'The comparison on the git host',
      }),
    ).toHaveAttribute('href', 'https://github.example/compare');

    const files = await section('Files');
    expect(files).toHaveTextContent('2 files · 4 lines added, 2 removed');
    expect(files).toHaveTextContent('src/fees.tsChanged4 added, 2 removed');
    expect(files).toHaveTextContent('logo.pngAddedbinary');

    const manifests = await section('Manifests');
    expect(
      within(manifests).getByRole('list', {
        name: 'Changes with the promotion',
      }),
    ).toHaveTextContent('development: service:2qa: service:1');
    expect(
      within(manifests).getByRole('list', { name: 'Stays as it is in qa' }),
    ).toHaveTextContent('development: not setqa: 3');

    const instructions = await section('What to do');
    expect(instructions).toHaveTextContent('press “Promote to qa”');
    expect(instructions).toHaveTextContent('/artifact promote service qa');
    expect(instructions).toHaveTextContent('Commits to the branch main.');
    expect(
      within(instructions).getByRole('link', { name: /pull request/ }),
    ).toHaveAttribute('href', 'https://github.example/pull/9');
    expect(
      screen.getByRole('link', { name: 'Deployments of service' }),
    ).toHaveAttribute('href', '/catalog/default/component/service/deploy');
    await expect(findAccessibilityProblems()).resolves.toEqual([]);
  });

  it('says of every part why it is not known, and shows the rest', async () => {
    const versions = await showDiff({
      from: { environment: 'development', unknown: 'git does not answer' },
      commits: { items: [], unknown: 'the histories are unrelated' },
      files: { items: [], unknown: 'the branch was deleted' },
      manifests: { items: [], unknown: 'the folder is missing' },
      instructions: { none: 'There is nothing to promote.' },
    });
    expect(versions).toHaveTextContent('No version');
    expect(versions).toHaveTextContent('git does not answer');
    expect(versions).toHaveTextContent('sha-1111111');
    expect(await section('Commits')).toHaveTextContent(
      'The commits are not known: the histories are unrelated',
    );
    expect(await section('Files')).toHaveTextContent(
      'The files are not known: the branch was deleted',
    );
    expect(await section('Manifests')).toHaveTextContent(
      'could not be compared: the folder is missing',
    );
    expect(await section('What to do')).toHaveTextContent(
      'There is nothing to promote.',
    );
  });

  it.each([
    ['same', 0, 'built from the same commit'],
    ['forward', 0, 'No commits lie between'],
    ['backward', 2, 'qa is ahead: 2 commits would be taken away'],
    ['diverged', 2, 'went separate ways. development has 2 commits'],
  ] as const)('says that it is %s with %i commits', async (...facts) => {
    const [direction, total, text] = facts;
    await showDiff({
      commits: { items: manyCommits(total), total, direction },
    });
    expect(await section('Commits')).toHaveTextContent(text);
  });

  it('lists at most 250 commits, says how many there are, and starts with a few', async () => {
    const user = userEvent.setup();
    await showDiff({
      commits: { items: manyCommits(250), total: 812, direction: 'forward' },
    });
    const commits = await section('Commits');
    expect(commits).toHaveTextContent('812 commits that qa does not have yet');
    expect(commits).toHaveTextContent('The newest 250 of 812 are listed.');
    expect(within(commits).getAllByRole('listitem')).toHaveLength(20);
    await user.click(
      within(commits).getByRole('button', { name: 'Show all 250' }),
    );
    expect(within(commits).getAllByRole('listitem')).toHaveLength(250);
    await user.click(
      within(commits).getByRole('button', { name: 'Show fewer' }),
    );
    expect(within(commits).getAllByRole('listitem')).toHaveLength(20);
  });

  it('does not count what it does not know', async () => {
    await showDiff({
      commits: { items: manyCommits(250), direction: 'forward' },
      files: {
        items: [{ path: 'a', status: 'removed', additions: 0, deletions: 9 }],
      },
      manifests: { items: [] },
    });
    expect(await section('Commits')).toHaveTextContent(
      'The newest 250 are listed; there are more.',
    );
    expect(await section('Files')).toHaveTextContent(
      '1 files are listed; there may be more',
    );
    expect(await section('Manifests')).toHaveTextContent(
      'The manifests are the same.',
    );
  });

  it('makes no link of what is no web address', async () => {
    await showDiff({
      commits: {
        items: [{ sha: 'a', title: 'Trap', url: 'data:text/html,trap' }],
        total: 1,
      },
    });
    expect(screen.getByText('Trap')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Trap' })).toBeNull();
  });

  it('keeps the environments in the address, by any of their names', async () => {
    const user = userEvent.setup();
    const backend = backendWith(({ query }: SentRequest) =>
      fullDiff({
        from: { environment: query.from },
        to: { environment: query.to },
      }),
    );
    renderPage(backend, { path: `${PAGE}?to=PROD` });
    expect(
      await screen.findByRole('heading', {
        name: 'service: what prod lacks of qa',
      }),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: /qa From/ }));
    await user.click(
      await screen.findByRole('option', { name: 'development' }),
    );
    await waitFor(() =>
      expect(currentAddress()).toBe(`${PAGE}?from=development&to=prod`),
    );
    await user.click(
      screen.getByRole('button', { name: 'Swap the environments' }),
    );
    expect(
      await screen.findByRole('heading', {
        name: 'service: what development lacks of prod',
      }),
    ).toBeVisible();
    expect(currentAddress()).toBe(`${PAGE}?from=prod&to=development`);
    await waitFor(() =>
      expect(backend.sent(DIFF).map(({ query }) => query)).toEqual([
        { from: 'qa', to: 'prod' },
        { from: 'development', to: 'prod' },
        { from: 'prod', to: 'development' },
      ]),
    );
  });

  it('does not guess an environment, nor compare one with itself', async () => {
    const backend = backendWith();
    renderPage(backend, { path: `${PAGE}?from=production&to=qa` });
    expect(
      await screen.findByText(
        'service has no environment “production”. Choose one of: development, qa, prod.',
      ),
    ).toBeVisible();
    expect(backend.sent(DIFF)).toEqual([]);
  });

  it('asks for two different environments', async () => {
    renderPage(backendWith(), { path: `${PAGE}?from=qa&to=qa` });
    expect(
      await screen.findByText(/Choose two different environments/),
    ).toBeVisible();
  });

  it('says that one environment is too few', async () => {
    renderPage(backendWith(fullDiff(), ['qa']), { path: PAGE });
    expect(
      await screen.findByText(/you can see only one of service/),
    ).toBeVisible();
  });

  it('says why it cannot be read, tries again, and keeps what it had', async () => {
    const user = userEvent.setup();
    let answer: unknown = new Refusal(503, { message: 'GitHub is down' });
    renderPage(
      backendWith(() => answer),
      { path: PAGE },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The environments could not be comparedGitHub is down',
    );
    answer = fullDiff();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await section('Commits');
    answer = new Refusal(503, { message: 'GitHub is down' });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Showing the last comparison',
    );
    expect(await section('Commits')).toBeVisible();
  });

  it('says that somebody may not see the entity', async () => {
    renderPage(
      new BackendDouble().on(
        `GET ${ENTITY}`,
        new Refusal(403, {
          name: 'NotAllowedError',
          message: 'You may not see service.',
        }),
      ),
      { path: PAGE },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see this',
    );
  });
});
