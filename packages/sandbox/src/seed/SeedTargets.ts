/** Addresses that the seeded files and manifests refer to. */
export interface SeedTargets {
  organization: string;
  gitHubUrl: string;
  gitHubApiUrl: string;
  registryHost: string;
}
