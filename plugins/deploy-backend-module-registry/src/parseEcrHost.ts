/**
 * Account and region of a private registry of Amazon ECR, by its
 * {@link https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html | name}; undefined for others.
 */
export function parseEcrHost(
  host: string,
): { accountId: string; region: string } | undefined {
  const match =
    /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(
      host,
    ) ?? /^(\d{12})\.dkr-ecr(?:-fips)?\.([a-z0-9-]+)\.on\.aws$/.exec(host);
  return match ? { accountId: match[1], region: match[2] } : undefined;
}
