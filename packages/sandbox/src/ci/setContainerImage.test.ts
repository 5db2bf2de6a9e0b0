import { setContainerImage } from './setContainerImage';

const manifest = `# the service
apiVersion: apps/v1
kind: Deployment
spec:
    template:
        spec:
            containers:
                - name: proxy
                  image: envoy:1 # stays
                - image: "old@sha256:1"   # set by the build
                  name: app
---
kind: Service
`;

describe('setContainerImage', () => {
  it('changes the image of the named container and nothing else', () => {
    expect(setContainerImage(manifest, 'app', 'new:1@sha256:2')).toBe(
      manifest.replace('old@sha256:1', 'new:1@sha256:2'),
    );
    const windows = manifest.replaceAll('\n', '\r\n');
    expect(setContainerImage(windows, 'proxy', 'envoy:2')).toBe(
      windows.replace('envoy:1', 'envoy:2'),
    );
  });

  it('says when there is nothing to set', () => {
    expect(setContainerImage(manifest, 'other', 'x')).toBeUndefined();
    expect(setContainerImage('kind: Service\n', 'app', 'x')).toBeUndefined();
    expect(setContainerImage('', 'app', 'x')).toBeUndefined();
  });
});
