import { isSameImage } from '@openportal/plugin-deploy-common';
import { compareManifests } from './compareManifests';
import { editImage, readImage } from './editImage';
import { findImageSlots } from './imageSlots';
import { locateManifest } from './locateManifest';
import { ImageQuery } from './selectSlots';
import { templateHash } from './template';

const repository = 'ghcr.io/acme/idp-orders';
const digest = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;
const tagged = `${repository}:v2`;
const pinned = `${repository}:v2@${digest}`;

interface Form {
  name: string;
  /** `⟦old→new⟧` marks what changes; everything else stays byte for byte. */
  text: string;
  newImage: string;
  query?: ImageQuery;
}

const forms: Form[] = [
  {
    name: 'a quoted image with a marker of Flux',
    text: `kind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: "⟦${repository}:v1→${pinned}⟧" # {"$imagepolicy": "flux-system:orders"}\n`,
    newImage: pinned,
  },
  {
    name: 'a single-quoted image in a file with CRLF and a byte order mark',
    text: `\uFEFFkind: Deployment\r\nmetadata: {name: a}\r\nspec:\r\n  template:\r\n    spec:\r\n      containers:\r\n        - image: '⟦${repository}:v1→${pinned}⟧'\r\n          name: app\r\n`,
    newImage: pinned,
  },
  {
    name: 'split markers of Flux for name and tag',
    text: `images:\n  - name: orders\n    newName: ${repository} # {"$imagepolicy": "flux-system:orders:name"}\n    newTag: ⟦v1→v2⟧ # {"$imagepolicy": "flux-system:orders:tag"}\n`,
    newImage: tagged,
  },
  {
    name: 'a tag that looks like a number',
    text: `images:\n  - name: ${repository}\n    newTag: "⟦1.10→1.20⟧"\n`,
    newImage: `${repository}:1.20`,
  },
  {
    name: 'a digest of kustomize alone',
    text: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n- digest: ⟦${other}→${digest}⟧\n  name: ${repository}\n`,
    newImage: pinned,
  },
  {
    name: 'a component of kustomize',
    text: `kind: Component\nimages:\n- name: ${repository}\n  newTag: ⟦v1→v2⟧\n`,
    newImage: tagged,
  },
  {
    name: 'a Kustomization of Flux',
    text: `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  path: ./deploy\n  images:\n    - name: ${repository}\n      newTag: ⟦v1→v2⟧\n`,
    newImage: tagged,
  },
  {
    name: 'Helm values of several containers, by container',
    text: `web:\n  image:\n    repository: ${repository}\n    tag: ⟦v1→v2⟧\nworker:\n  image:\n    repository: ${repository}\n    tag: v0\n`,
    newImage: tagged,
    query: { imageRepository: repository, container: 'web' },
  },
  {
    name: 'Helm values of several containers, by the key',
    text: `web:\n  image:\n    repository: ${repository}\n    tag: v0\nworker:\n  image:\n    repository: ${repository}\n    tag: ⟦v1→v2⟧\n    digest: ""\n`,
    newImage: tagged,
    query: { imageRepository: repository, key: 'worker.image' },
  },
  {
    name: 'a Helm value that holds the whole image',
    text: `app:\n  image: ⟦${repository}:v1→${pinned}⟧ # what runs\n  sidecarImage: envoyproxy/envoy:v1\n`,
    newImage: pinned,
  },
  {
    name: 'an image and a tag beside each other',
    text: `image: ${repository}\nimageTag: ⟦v1→v2⟧\n`,
    newImage: tagged,
  },
  {
    name: 'Helm values in a list',
    text: `containers:\n  - name: web\n    image:\n      name: ${repository}\n      tag: '⟦v1→v2⟧'\n  - name: proxy\n    image: { name: envoy, tag: v1 }\n`,
    newImage: tagged,
  },
  {
    name: 'a HelmRelease, whose valuesFrom is left alone',
    text: `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: orders }\nspec:\n  valuesFrom:\n    - kind: ConfigMap\n      name: image\n  values:\n    image:\n      repository: ${repository} # {"$imagepolicy": "flux-system:orders:name"}\n      tag: ⟦v1→v2⟧ # {"$imagepolicy": "flux-system:orders:tag"}\n`,
    newImage: tagged,
  },
  {
    name: 'the right document of several, with a block scalar before',
    text: `# first\nkind: ConfigMap\ndata:\n  x: |\n    image: ${repository}:v1\n---\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [ { name: app, image: ⟦"${repository}:v1"→"${tagged}"⟧ } ] } } }\n...\n---\nkind: Service\n`,
    newImage: tagged,
  },
  {
    name: 'an image in a folded block scalar',
    text: `kind: Pod\nspec:\n  containers:\n    - name: app\n      image: >-\n        ⟦${repository}:v1→${tagged}⟧\n      env: [&e {name: A, value: "1"}, *e]\n`,
    newImage: tagged,
  },
];

const before = (text: string) => text.replace(/⟦(.*?)→.*?⟧/gs, '$1');
const after = (text: string) => text.replace(/⟦.*?→(.*?)⟧/gs, '$1');

describe('forms of manifests', () => {
  it.each(forms)('edits $name', ({ text, newImage, query }) => {
    const wanted = query ?? { imageRepository: repository };
    const old = before(text);

    const { text: edited } = editImage(old, { ...wanted, newImage });

    expect(edited).toBe(after(text));
    expect(editImage(edited, { ...wanted, newImage }).text).toBe(edited);
    expect(templateHash(edited, wanted)).toBe(templateHash(old, wanted));
    expect(templateHash(`${old}# edited\n`, wanted)).not.toBe(
      templateHash(old, wanted),
    );
    expect(isSameImage(readImage(edited, wanted).image, newImage)).toBe(true);
  });

  it('keeps the template also where the new value needs quotes', () => {
    const query = { imageRepository: repository };
    const text = `image: { repository: ${repository}, tag: v1 }\n`;
    const edited = editImage(text, {
      ...query,
      newImage: `${repository}:1.20`,
    }).text;
    expect(edited).toBe(`image: { repository: ${repository}, tag: "1.20" }\n`);
    expect(templateHash(edited, query)).toBe(templateHash(text, query));
  });

  it('refuses with what is there and the annotation that decides', () => {
    const values = (web: string, worker: string) =>
      `web:\n  image: { repository: ${repository}, tag: ${web} }\nworker:\n  image: { repository: ${repository}, tag: ${worker} }\n`;
    const edit = (text: string, query: ImageQuery) => () =>
      editImage(text, { ...query, newImage: tagged });

    expect(edit(values('v0', 'v1'), { imageRepository: repository })).toThrow(
      /several versions.*'web\.image'.*'worker\.image'.*openportal\.dev\/image-key/,
    );
    expect(edit(values('v1', 'v1'), { key: 'web.imag' })).toThrow(
      /no image at the Helm value 'web\.imag', only .*'web\.image'.*openportal\.dev\/image-key/,
    );
    expect(edit('web: 1\n', { imageRepository: repository })).toThrow(
      /correct the annotation openportal\.dev\/image/,
    );
    expect(() =>
      locateManifest(
        'environments/qa',
        [
          {
            path: 'environments/qa/release.yaml',
            text: `kind: HelmRelease\nmetadata: { name: orders }\nspec:\n  valuesFrom: [{ kind: ConfigMap, name: image }]\n`,
          },
        ],
        { imageRepository: repository },
      ),
    ).toThrow(
      "HelmRelease 'orders' takes values from ConfigMap/image (spec.valuesFrom), which is not edited ('environments/qa/release.yaml')",
    );
  });

  it('is not led astray by what only looks like an image', () => {
    expect(
      findImageSlots(
        `imagePullSecrets: [regcred]\nimagePullPolicy: Always\nbaseImage: not an image\nnodeImage: 12\nimage: {}\n`,
      ),
    ).toEqual([]);
    expect(findImageSlots('')).toEqual([]);
    expect(findImageSlots('kind: toString\nspec: {}\n')).toEqual([]);
  });
});

describe('compareManifests', () => {
  const file = (path: string, text: string) => ({ path, text });
  const deployment = (replicas: number, image: string, extra = '') =>
    `kind: Deployment\nmetadata: { name: orders }\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n          env:\n            - { name: LEVEL, value: "${replicas}" }\n            - { name: DB_PASSWORD, value: "pw-${replicas}" }\n${extra}`;

  it('tells what stays, without images and without secrets', () => {
    const differences = compareManifests(
      {
        folder: 'environments/qa',
        files: [
          file(
            'environments/qa/deployment.yaml',
            deployment(1, `${repository}:v2`),
          ),
          file(
            'environments/qa/secret.yaml',
            'kind: Secret\nmetadata: { name: s }\nstringData: { key: one }\n',
          ),
        ],
      },
      {
        folder: 'environments/prod',
        files: [
          file(
            'environments/prod/deployment.yaml',
            deployment(
              3,
              `${repository}:v1`,
              '      nodeSelector: { disk: ssd }\n',
            ),
          ),
          file(
            'environments/prod/secret.yaml',
            'kind: Secret\nmetadata: { name: s }\nstringData: { key: two }\n',
          ),
        ],
      },
    );

    expect(differences).toEqual([
      {
        file: 'deployment.yaml',
        path: 'Deployment/orders spec.replicas',
        from: '1',
        to: '3',
        kind: 'stays',
      },
      {
        file: 'deployment.yaml',
        path: 'Deployment/orders spec.template.spec.containers[app].env[LEVEL].value',
        from: '1',
        to: '3',
        kind: 'stays',
      },
      {
        file: 'deployment.yaml',
        path: 'Deployment/orders spec.template.spec.containers[app].env[DB_PASSWORD].value',
        from: '(hidden)',
        to: '(hidden)',
        kind: 'stays',
      },
      {
        file: 'deployment.yaml',
        path: 'Deployment/orders spec.template.spec.nodeSelector.disk',
        from: undefined,
        to: 'ssd',
        kind: 'stays',
      },
      {
        file: 'secret.yaml',
        path: 'Secret/s stringData.key',
        from: '(hidden)',
        to: '(hidden)',
        kind: 'stays',
      },
    ]);
    expect(JSON.stringify(differences)).not.toMatch(/pw-|one|two/);
  });

  it('takes what an overlay does not say as inherited', () => {
    const base = {
      folder: 'deploy',
      files: [
        file('deploy/deployment.yaml', deployment(1, `${repository}:v2`)),
        file(
          'deploy/service.yaml',
          'kind: Service\nmetadata: { name: orders }\nspec: { ports: [{ port: 80 }] }\n',
        ),
      ],
    };
    const overlay = {
      folder: 'environments/qa',
      files: [
        file(
          'environments/qa/kustomization.yaml',
          'resources: [../../deploy]\npatches: [{ path: patch.yaml }]\n',
        ),
        file(
          'environments/qa/patch.yaml',
          'kind: Deployment\nmetadata: { name: orders }\nspec: { replicas: 2 }\n',
        ),
      ],
    };
    expect(compareManifests(base, overlay)).toEqual([
      expect.objectContaining({
        path: 'Deployment/orders spec.replicas',
        from: '1',
        to: '2',
      }),
    ]);
    expect(compareManifests(overlay, base)).toHaveLength(1);
    expect(compareManifests(base, base)).toEqual([]);
  });
});
