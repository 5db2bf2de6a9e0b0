import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { editImage, readImage } from './editImage';
import { templateHash } from './template';

const repository = 'ghcr.io/acme/idp-orders';
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,12}$/);
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const image = fc
  .tuple(tag, fc.option(hex, { nil: undefined }))
  .map(
    ([name, digest]) =>
      `${repository}:${name}${digest ? `@sha256:${digest}` : ''}`,
  );
const comment = fc.constantFrom(
  '',
  ' # keep me',
  '   ',
  ' #{"$imagepolicy": "a:b"}',
);
const quote = fc.constantFrom('', '"', "'");
const noise = fc
  .array(
    fc.constantFrom(
      '# a comment',
      '',
      'status: {}',
      'data: |\n  image: not/this:one\n\n  more  ',
      'anchors: [&a x, *a]',
    ),
    { maxLength: 3 },
  )
  // A key may stand only once in a document.
  .map(lines => [...new Set(lines)]);

const manifest = fc
  .record({
    before: noise,
    name: word,
    container: word,
    quote,
    comment,
    old: image,
    dash: fc.constantFrom('- ', '-   '),
    sidecar: fc.boolean(),
    second: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    endsWithLine: fc.boolean(),
  })
  .map(m => {
    const pad = ' '.repeat(8 + m.dash.length);
    const lines = [
      ...m.before,
      'apiVersion: apps/v1',
      'kind: Deployment',
      `metadata: {name: ${m.name}}`,
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      `        ${m.dash}name: "${m.container}"`,
      `${pad}image:   ${m.quote}${m.old}${m.quote}${m.comment}`,
      ...(m.sidecar
        ? ['        - name: zz-sidecar', '          image: envoy:v1']
        : []),
      ...(m.second ? ['---', 'kind: Service # other', 'spec: {a: 1}'] : []),
    ];
    return {
      ...m,
      text:
        lines.join('\n').replaceAll('\n', m.lineEnd) +
        (m.endsWithLine ? m.lineEnd : ''),
    };
  });

const imagePath = ['spec', 'template', 'spec', 'containers', 0, 'image'];

it('changes the value and not one character around it', () => {
  fc.assert(
    fc.property(manifest, image, (input, newImage) => {
      const query = {
        imageRepository: repository,
        container: input.container,
      };

      const { text } = editImage(input.text, { ...query, newImage });

      const at = input.text.indexOf(input.old);
      expect(text).toBe(
        input.text.slice(0, at) +
          newImage +
          input.text.slice(at + input.old.length),
      );
      expect(parseAllDocuments(text)[0].getIn(imagePath)).toBe(newImage);
      expect(readImage(text, query).image).toBe(newImage);
      expect(templateHash(text, query)).toBe(templateHash(input.text, query));
      expect(templateHash(`# x\n${text}`, query)).not.toBe(
        templateHash(text, query),
      );
    }),
  );
});

it('writes tags so that every tool reads them as text', () => {
  fc.assert(
    fc.property(tag, tag, quote, comment, (old, next, mark, end) => {
      // A plain old tag may look like a number; the quotes keep it as written.
      const head = `# c\nimages:\n- name: ${repository}\n  newTag: `;
      const text = `${head}${mark || '"'}${old}${mark || '"'}${end}\n`;

      const edited = editImage(text, {
        imageRepository: repository,
        newImage: `${repository}:${next}`,
      }).text;

      expect(edited.startsWith(head)).toBe(true);
      expect(edited.endsWith(`${end}\n`)).toBe(true);
      for (const version of ['1.1', '1.2'] as const) {
        expect(
          parseAllDocuments(edited, { version })[0].getIn([
            'images',
            0,
            'newTag',
          ]),
        ).toBe(next);
      }
    }),
  );
});
