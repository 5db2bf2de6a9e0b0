import { wantsTemplate } from './wantsTemplate';

const LABEL = 'example.org/generate-form';
const ADDED = 'example.org/add-to-catalog';
const EXCLUDED = 'example.org/exclude-from-catalog';

describe('wantsTemplate', () => {
  it.each<[Record<string, string>, Record<string, string>, boolean, boolean]>([
    [{}, {}, false, true],
    [{ [LABEL]: 'true' }, {}, true, true],
    [{ [LABEL]: 'false' }, {}, false, false],
    [{ [LABEL]: 'false' }, { [ADDED]: 'true' }, false, false],
    [{}, { [ADDED]: 'true' }, true, true],
    [{}, { [ADDED]: 'false' }, false, false],
    [{ [LABEL]: 'true' }, { [ADDED]: 'false' }, true, true],
    [{ [LABEL]: 'true' }, { [EXCLUDED]: 'true' }, false, false],
    [{ 'other.org/generate-form': 'true' }, {}, false, true],
  ])('labels %j, annotations %j', (labels, annotations, asked, all) => {
    const wants = (ingestAll: boolean) =>
      wantsTemplate(
        { labels, annotations },
        { annotationPrefix: 'example.org', ingestAll },
      );
    expect([wants(false), wants(true)]).toEqual([asked, all]);
  });
});
