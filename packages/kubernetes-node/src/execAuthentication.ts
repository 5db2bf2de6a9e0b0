import type { KubeConfig, User } from '@kubernetes/client-node';
import { execFile } from 'node:child_process';

const TIME_LIMIT_MILLISECONDS = 15_000;
const MAX_OUTPUT_LENGTH = 1024 * 1024;
/** Credentials that do not say when they end are asked for again after this time. */
const DEFAULT_LIFETIME_MILLISECONDS = 5 * 60 * 1000;
const EXPIRY_MARGIN_MILLISECONDS = 10_000;

type Authenticator = Parameters<KubeConfig['addAuthenticator']>[0];

interface ExecConfiguration {
  apiVersion?: string;
  command: string;
  args?: string[];
  env?: Array<{ name: string; value: string }>;
}

interface ExecCredential {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  validUntil: number;
}

/**
 * Runs the credential plugin that a kubeconfig names (`user.exec`, the protocol of client-go). Unlike the
 * client library it ends a plugin that hangs, and never runs one twice at once.
 */
export class ExecAuthentication implements Authenticator {
  readonly #timeLimit: number;
  #credential: ExecCredential | undefined;
  #running: Promise<ExecCredential> | undefined;

  constructor(options: { timeLimitMilliseconds?: number } = {}) {
    this.#timeLimit = options.timeLimitMilliseconds ?? TIME_LIMIT_MILLISECONDS;
  }

  isAuthProvider(user: User): boolean {
    return Boolean(user?.exec);
  }

  async applyAuthentication(
    user: User,
    options: Parameters<Authenticator['applyAuthentication']>[1],
  ): Promise<void> {
    const credential = await this.#valid(user.exec);
    const target = options as {
      headers?: Record<string, unknown>;
      cert?: unknown;
      key?: unknown;
    };
    if (credential.token) {
      target.headers = {
        ...target.headers,
        Authorization: `Bearer ${credential.token}`,
      };
    }
    if (credential.clientCertificateData && credential.clientKeyData) {
      target.cert = credential.clientCertificateData;
      target.key = credential.clientKeyData;
    }
  }

  async #valid(exec: ExecConfiguration): Promise<ExecCredential> {
    if (this.#credential && Date.now() < this.#credential.validUntil) {
      return this.#credential;
    }
    this.#running ??= this.#run(exec).finally(() => {
      this.#running = undefined;
    });
    this.#credential = await this.#running;
    return this.#credential;
  }

  async #run(exec: ExecConfiguration): Promise<ExecCredential> {
    const output = await new Promise<string>((resolve, reject) => {
      execFile(
        exec.command,
        exec.args ?? [],
        {
          timeout: this.#timeLimit,
          killSignal: 'SIGKILL',
          maxBuffer: MAX_OUTPUT_LENGTH,
          env: { ...process.env, ...execEnvironment(exec) },
        },
        (error, stdout) => {
          if (!error) {
            resolve(stdout);
            return;
          }
          // What the plugin printed may hold credentials, so only its fate is told.
          const fate = error.killed
            ? `gave no answer within ${this.#timeLimit} ms and was ended`
            : `failed with ${error.code ?? 'an error'}`;
          reject(new Error(`The credential plugin '${exec.command}' ${fate}`));
        },
      );
    });
    return readCredential(output, exec.command);
  }
}

function execEnvironment(exec: ExecConfiguration): Record<string, string> {
  return {
    KUBERNETES_EXEC_INFO: JSON.stringify({
      apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false },
    }),
    ...Object.fromEntries(
      (exec.env ?? []).map(({ name, value }) => [name, value]),
    ),
  };
}

function readCredential(output: string, command: string): ExecCredential {
  let status: Record<string, unknown> | undefined;
  try {
    status = (JSON.parse(output) as { status?: Record<string, unknown> })
      ?.status;
  } catch {
    status = undefined;
  }
  const text = (key: string) => {
    const value = status?.[key];
    return typeof value === 'string' && value ? value : undefined;
  };
  const token = text('token');
  const clientCertificateData = text('clientCertificateData');
  if (!token && !clientCertificateData) {
    throw new Error(
      `The credential plugin '${command}' answered without an ExecCredential that has status.token or status.clientCertificateData`,
    );
  }
  const expiry = Date.parse(text('expirationTimestamp') ?? '');
  return {
    token,
    clientCertificateData,
    clientKeyData: text('clientKeyData'),
    validUntil: Number.isFinite(expiry)
      ? expiry - EXPIRY_MARGIN_MILLISECONDS
      : Date.now() + DEFAULT_LIFETIME_MILLISECONDS,
  };
}
