import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ClampedText } from './ClampedText';

/** Lays texts out as a browser would: jsdom has no heights. */
function layOut(heights: { all: number; shown: number }) {
  jest
    .spyOn(HTMLElement.prototype, 'scrollHeight', 'get')
    .mockReturnValue(heights.all);
  jest
    .spyOn(HTMLElement.prototype, 'clientHeight', 'get')
    .mockReturnValue(heights.shown);
}

describe('a long text that others wrote', () => {
  afterEach(() => jest.restoreAllMocks());

  it('can be read to its end by keyboard and touch', async () => {
    layOut({ all: 200, shown: 60 });
    renderInTestApp(<ClampedText variant="body-small">It failed</ClampedText>);
    const user = userEvent.setup();
    const text = await screen.findByText('It failed');
    const button = screen.getByRole('button', { name: 'Show all of it' });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    expect(button).toHaveAttribute('aria-controls', text.id);
    const cut = text.className;
    button.focus();
    await user.keyboard('{Enter}');
    expect(button).toHaveAttribute('aria-expanded', 'true');
    expect(text.className).not.toBe(cut);
    await user.click(screen.getByRole('button', { name: 'Show less' }));
    expect(text.className).toBe(cut);
  });

  it('has no button where nothing is cut', async () => {
    layOut({ all: 60, shown: 60 });
    renderInTestApp(<ClampedText variant="body-small">It failed</ClampedText>);
    await screen.findByText('It failed');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
