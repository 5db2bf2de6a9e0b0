import { appLanguageApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { Time } from './Time';

describe('Time', () => {
  it('is said in the language of the app', async () => {
    const language = { language: 'de' };
    renderInTestApp(<Time value="2020-03-02T10:00:00.000Z" />, {
      apis: [
        [
          appLanguageApiRef,
          {
            getAvailableLanguages: () => ({ languages: ['de'] }),
            getLanguage: () => language,
            setLanguage: () => {},
            language$: () => {
              throw new Error('Nobody follows it here');
            },
          },
        ],
      ],
    });
    const time = await screen.findByText(/^vor \d+ Jahren$/);
    expect(time).toHaveAttribute('title', expect.stringMatching(/März 2020/));
  });
});
