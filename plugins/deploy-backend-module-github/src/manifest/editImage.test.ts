import { editImage, readImage } from './editImage';

const repository = 'localhost:7120/sandbox/idp-payments';
const digest = `sha256:${'a'.repeat(64)}`;
const newImage = `${repository}:sha-1a2b3c4@${digest}`;
const query = { imageRepository: repository, newImage };

const deployment = `# Kept by the team, edited by CI.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments   # two spaces and a trailing one 
spec:
  template:
    spec:
      initContainers:
        - {name: migrate, image: "${repository}:v1"}
      containers:
        - name: app
          image: ${repository}:v1 # {"$imagepolicy": "flux-system:payments"}
        - name: proxy
          image: 'envoyproxy/envoy:v1.30'
---
apiVersion: v1
kind: Service
metadata: { name: payments }
`;

function changed(before: string, after: string): string[] {
  const old = before.split('\n');
  return after.split('\n').filter((line, index) => line !== old[index]);
}

describe('editImage', () => {
  it('changes only the named container of a workload', () => {
    const { text, changes } = editImage(deployment, {
      ...query,
      container: 'app',
    });

    expect(changed(deployment, text)).toEqual([
      `          image: ${newImage} # {"$imagepolicy": "flux-system:payments"}`,
    ]);
    expect(changes).toEqual([
      {
        where: "Deployment 'payments', container 'app'",
        from: `${repository}:v1`,
        to: newImage,
      },
    ]);
    expect(editImage(text, { ...query, container: 'app' }).changes).toEqual([]);
  });

  it('changes every container with the image when none is named', () => {
    const { text } = editImage(deployment, query);

    expect(changed(deployment, text)).toEqual([
      `        - {name: migrate, image: "${newImage}"}`,
      `          image: ${newImage} # {"$imagepolicy": "flux-system:payments"}`,
    ]);
    expect(text).toContain("image: 'envoyproxy/envoy:v1.30'");
  });

  it('keeps line ends, byte order mark, other documents and trailing spaces', () => {
    const windows = `\uFEFF${deployment.replaceAll('\n', '\r\n')}`;

    const { text } = editImage(windows, { ...query, container: 'app' });

    expect(text.replace(newImage, `${repository}:v1`)).toBe(windows);
  });

  it('replaces a placeholder in the only container', () => {
    const patch = `kind: Deployment
metadata: { name: payments }
spec:
  template:
    spec:
      containers:
        - name: app
          image: >-
            nginxinc/nginx-unprivileged:1.27-alpine
`;

    const { text } = editImage(patch, query);

    expect(changed(patch, text)).toEqual([`            ${newImage}`]);
  });

  it.each([
    ['Pod', 'spec: { containers: [{ name: app, image: X }] }'],
    [
      'CronJob',
      'spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: app, image: X }] } } } } }',
    ],
    [
      'Rollout',
      'spec: { template: { spec: { containers: [{ name: app, image: X }] } } }',
    ],
  ])('knows %s', (kind, spec) => {
    const text = `kind: ${kind}\nmetadata: { name: x }\n${spec.replace(
      'X',
      `"${repository}:v1"`,
    )}\n`;

    expect(readImage(text, query).image).toBe(`${repository}:v1`);
    expect(editImage(text, query).text).toBe(
      text.replace(`${repository}:v1`, newImage),
    );
  });

  it('writes the keys of kustomize images', () => {
    const both = `images:
  - name: redis
    newTag: "7"
  - name: ${repository}
    newTag: v1
    digest: sha256:${'b'.repeat(64)}
`;
    const tagOnly = `kind: Kustomization
images:
  - name: app
    newName: ${repository}
    newTag: '1.10' # version
`;
    const digestOnly = `images: [{ name: ${repository}, digest: "sha256:${'b'.repeat(
      64,
    )}" }]`;

    expect(readImage(both, query).image).toBe(
      `${repository}:v1@sha256:${'b'.repeat(64)}`,
    );
    expect(changed(both, editImage(both, query).text)).toEqual([
      '    newTag: sha-1a2b3c4',
      `    digest: ${digest}`,
    ]);
    expect(readImage(tagOnly, query).image).toBe(`${repository}:1.10`);
    expect(changed(tagOnly, editImage(tagOnly, query).text)).toEqual([
      `    newTag: 'sha-1a2b3c4@${digest}' # version`,
    ]);
    expect(editImage(digestOnly, query).text).toContain(`digest: "${digest}"`);
    expect(() => editImage(`images: [{ name: ${repository} }]`, query)).toThrow(
      "a 'newTag' or 'digest' to write to",
    );
    expect(() =>
      editImage(digestOnly, { ...query, newImage: `${repository}:v2` }),
    ).toThrow('its keys need a digest');
  });

  it('writes Helm values and HelmRelease', () => {
    const values = `replicas: 2
image:
  registry: localhost:7120
  repository: sandbox/idp-payments
  tag: 1.10
  digest: ""
sidecar: { image: { repository: envoy, tag: v1 } }
`;
    const release = `kind: HelmRelease
spec:
  values:
    app:
      image: { repository: ${repository}, tag: v1 } # {"$imagepolicy": "x:y:tag"}
`;

    expect(readImage(values, query).image).toBe(`${repository}:1.10`);
    expect(changed(values, editImage(values, query).text)).toEqual([
      '  tag: sha-1a2b3c4',
      `  digest: "${digest}"`,
    ]);
    expect(
      changed(
        values,
        editImage(values, { ...query, newImage: `${repository}:1.20` }).text,
      ),
    ).toEqual(['  tag: "1.20"']);
    expect(changed(release, editImage(release, query).text)).toEqual([
      `      image: { repository: ${repository}, tag: sha-1a2b3c4@${digest} } # {"$imagepolicy": "x:y:tag"}`,
    ]);
  });

  it('refuses what it cannot write without touching something else', () => {
    const anchored = `kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: app
          image: &image ${repository}:v1
        - name: worker
          image: *image
`;

    expect(readImage(anchored, { ...query, container: 'worker' }).image).toBe(
      `${repository}:v1`,
    );
    expect(() => editImage(anchored, { ...query, container: 'app' })).toThrow(
      "anchor '&image'",
    );
    expect(() =>
      editImage(anchored, { ...query, container: 'worker' }),
    ).toThrow("alias '*image'");
    expect(() =>
      editImage(deployment, { ...query, container: 'application' }),
    ).toThrow("The manifest has no container 'application', only Deployment");
    expect(() =>
      editImage(deployment, { ...query, imageRepository: 'other/image' }),
    ).toThrow('set the annotation openportal.dev/container');
    expect(() =>
      editImage(
        deployment.replace(`"${repository}:v1"`, `"${repository}:v2"`),
        query,
      ),
    ).toThrow('several versions');
    expect(() => editImage('a: [b\nc: {{ .Values.x }}', query)).toThrow(
      /not valid YAML at line \d/,
    );
    expect(() => editImage('kind: Service', query)).toThrow(
      `The manifest has no image '${repository}'`,
    );
    expect(() =>
      editImage(deployment, { ...query, newImage: 'Not An Image' }),
    ).toThrow("'Not An Image' is not an image reference");
  });
});
