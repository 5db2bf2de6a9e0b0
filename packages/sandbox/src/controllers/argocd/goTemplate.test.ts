import { renderGoTemplate, renderPlainTemplate } from './goTemplate';

const PARAMETERS = {
  repository: 'idp-Shop_1',
  branch: 'main',
  labels: { 'a/b': 'c' },
  values: { region: 'eu' },
};

const render = (text: string) =>
  renderGoTemplate(text, PARAMETERS, { failOnMissing: true });

describe('renderGoTemplate', () => {
  it.each([
    ['plain', 'plain'],
    ['{{ .repository }}-{{.branch}}', 'idp-Shop_1-main'],
    ['{{ trimPrefix "idp-" .repository | normalize }}', 'shop-1'],
    ['{{ .repository | trimPrefix `idp-` | lower }}', 'shop_1'],
    ['{{ .values.region }}', 'eu'],
    ['{{ index .labels "a/b" }}', 'c'],
    ['{{ trunc 3 (trimPrefix "idp-" .repository) }}', 'Sho'],
    ['{{ trunc -4 .repository }}', 'op_1'],
    ['{{ .repository | replace "_" "." }}', 'idp-Shop.1'],
    ['a {{- .branch -}} b', 'amainb'],
  ])('%s', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it.each([
    ['{{ .missing }}', /no entry for key "missing"/],
    ['{{ range .x }}', /not supported/],
    ['{{ env "HOME" }}', /not defined/],
    ['{{ constructor }}', /not defined/],
    ['{{ .constructor }}', /no entry/],
    ['{{ (.branch }}', /missing '\)'/],
    ['{{ $x }}', /unexpected/],
  ])('refuses %s', (template, message) => {
    expect(() => render(template)).toThrow(message);
  });

  it('fills plain templates', () => {
    expect(
      renderPlainTemplate('{{repository}}-{{ branch }}-{{other}}', PARAMETERS),
    ).toBe('idp-Shop_1-main-{{other}}');
  });
});
