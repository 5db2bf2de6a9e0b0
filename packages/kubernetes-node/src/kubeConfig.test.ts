import { ConfigReader } from '@backstage/config';
import { loadClientLibrary, toKubeConfig } from './kubeConfig';
import { readClusters } from './readClusters';

const MOUNTED = '/var/run/secrets/kubernetes.io/serviceaccount';

describe('toKubeConfig of a cluster without a token', () => {
  const environment = process.env;
  const [home] = readClusters(
    new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'home',
                url: 'https://elsewhere.example.org',
                authProvider: 'serviceAccount',
                caData: 'Q0E=',
                skipTLSVerify: true,
              },
            ],
          },
        ],
      },
    }),
  );

  beforeAll(async () => {
    await loadClientLibrary();
  });

  afterEach(() => {
    process.env = environment;
  });

  it('keeps the token of the pod to the cluster that the pod runs in, whatever is configured', async () => {
    process.env = {
      ...environment,
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT: '443',
    };
    const kubeConfig = await toKubeConfig(home);
    expect(kubeConfig.getCurrentCluster()).toEqual(
      expect.objectContaining({
        server: 'https://10.96.0.1:443',
        caFile: `${MOUNTED}/ca.crt`,
        skipTLSVerify: false,
      }),
    );
    expect(kubeConfig.clusters).toHaveLength(1);
    expect(kubeConfig.getCurrentUser()?.authProvider?.config).toEqual({
      tokenFile: `${MOUNTED}/token`,
    });
  });

  it('says what is missing where the portal runs in no cluster', async () => {
    process.env = { ...environment };
    delete process.env.KUBERNETES_SERVICE_HOST;
    await expect(toKubeConfig(home)).rejects.toThrow(
      "Cluster 'home' has no serviceAccountToken",
    );
  });
});
