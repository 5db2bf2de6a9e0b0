import {
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  ImageDetail,
} from '@aws-sdk/client-ecr';
import {
  NotFoundError,
  ServiceUnavailableError,
  isError,
} from '@backstage/errors';
import { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { ScanSummary } from '@openportal/plugin-deploy-common';
import { ListedImage, Listing } from './Listing';

const PAGE_SIZE = 1000;
/** AWS lists in no order: all must be read to know the newest. */
const MAX_PAGES = 10;
const knownSeverities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** The API of Amazon ECR: tokens, lists with dates, and findings of scans. */
export class EcrApi implements Listing {
  readonly #accountId: string;
  readonly #region: string;
  readonly #connect: () => Promise<ECRClient>;
  #client: Promise<ECRClient> | undefined;

  constructor(options: {
    accountId: string;
    region: string;
    endpoint?: string;
    credentials: AwsCredentialsManager;
  }) {
    this.#accountId = options.accountId;
    this.#region = options.region;
    this.#connect = async () => {
      const { credentials, accountId } = options;
      const { sdkCredentialProvider } = await credentials
        .getCredentialProvider({ accountId })
        // Nothing is configured for the account: the portal's own identity may still be let in by its policy.
        .catch(() => credentials.getCredentialProvider());
      return new ECRClient({
        region: options.region,
        endpoint: options.endpoint,
        credentialDefaultProvider: () => sdkCredentialProvider,
        maxAttempts: 2,
        requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000 },
      });
    };
  }

  /** The token for all repositories of the account, as AWS encodes it. */
  async authorizationToken(): Promise<{ token?: string; expiresAt?: Date }> {
    const answer = await this.#call('a token', client =>
      client.send(new GetAuthorizationTokenCommand({})),
    );
    const [data] = answer.authorizationData ?? [];
    return { token: data?.authorizationToken, expiresAt: data?.expiresAt };
  }

  async list(
    path: string,
    { limit, signal }: { limit: number; signal: AbortSignal },
  ): Promise<ListedImage[]> {
    const details: ImageDetail[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const command = new DescribeImagesCommand({
        registryId: this.#accountId,
        repositoryName: path,
        filter: { tagStatus: 'TAGGED' },
        maxResults: PAGE_SIZE,
        nextToken,
      });
      const answer = await this.#call(`the images of '${path}'`, client =>
        client.send(command, { abortSignal: signal }),
      );
      details.push(...(answer.imageDetails ?? []));
      nextToken = answer.nextToken;
      if (nextToken === undefined) {
        break;
      }
    }
    return details
      .flatMap(({ imageDigest, imageTags, imagePushedAt }) =>
        imageDigest === undefined
          ? []
          : [
              {
                digest: imageDigest,
                tags: imageTags ?? [],
                pushedAt: imagePushedAt,
              },
            ],
      )
      .sort(
        (left, right) =>
          (right.pushedAt?.getTime() ?? 0) - (left.pushedAt?.getTime() ?? 0),
      )
      .slice(0, limit);
  }

  async scan(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<ScanSummary | undefined> {
    const command = new DescribeImageScanFindingsCommand({
      registryId: this.#accountId,
      repositoryName: path,
      imageId: { imageDigest: digest },
      maxResults: 1,
    });
    const answer = await this.#call(`the scan of '${path}'`, client =>
      client.send(command, { abortSignal: signal }),
    );
    const found = answer.imageScanFindings;
    if (
      !['COMPLETE', 'ACTIVE'].includes(answer.imageScanStatus?.status ?? '')
    ) {
      return undefined;
    }
    const counts = found?.findingSeverityCounts ?? {};
    const scannedAt =
      found?.imageScanCompletedAt ?? found?.vulnerabilitySourceUpdatedAt;
    return {
      scanner: 'ecr',
      findings: {
        critical: counts.CRITICAL ?? 0,
        high: counts.HIGH ?? 0,
        medium: counts.MEDIUM ?? 0,
        low: counts.LOW ?? 0,
        // Whatever else AWS counts: informational, undefined, untriaged.
        unknown: Object.entries(counts)
          .filter(([severity]) => !knownSeverities.includes(severity))
          .reduce((sum, [, count]) => sum + (count ?? 0), 0),
      },
      scannedAt: scannedAt?.toISOString(),
      url: `https://${
        this.#region
      }.console.aws.amazon.com/ecr/repositories/private/${
        this.#accountId
      }/${path}/_/image/${digest}/details?region=${this.#region}`,
    };
  }

  async #call<T>(
    what: string,
    call: (client: ECRClient) => Promise<T>,
  ): Promise<T> {
    try {
      this.#client ??= this.#connect();
      return await call(await this.#client);
    } catch (error) {
      const name = isError(error) ? error.name : '';
      if (
        [
          'ImageNotFoundException',
          'RepositoryNotFoundException',
          'ScanNotFoundException',
        ].includes(name)
      ) {
        throw new NotFoundError(`Amazon ECR has not ${what}`);
      }
      if (name === 'AbortError' || name === 'TimeoutError') {
        throw error;
      }
      if (name === 'CredentialsProviderError') {
        // The next call looks for credentials again.
        this.#client = undefined;
      }
      // AWS names actions and roles in its messages, which say what to allow; keys are not in them.
      throw new ServiceUnavailableError(
        `Amazon ECR in '${this.#region}' does not give ${what}: ${
          isError(error) ? error.message : name
        }. Check the AWS credentials of the portal and that they may use ecr:GetAuthorizationToken and the images of the repository`,
      );
    }
  }
}
