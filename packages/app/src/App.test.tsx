import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('asks a visitor to sign in with GitHub', async () => {
    process.env = {
      NODE_ENV: 'test',
      // The same form in which the bundler injects configuration.
      APP_CONFIG: [
        {
          context: 'test',
          data: {
            app: { title: 'OpenPortal', baseUrl: 'http://localhost:3000' },
            backend: { baseUrl: 'http://localhost:7007' },
          },
        },
      ],
    } as unknown as NodeJS.ProcessEnv;

    render(App.createRoot());

    expect(
      await screen.findByText('Sign in with your GitHub account'),
    ).toBeVisible();
  });
});
