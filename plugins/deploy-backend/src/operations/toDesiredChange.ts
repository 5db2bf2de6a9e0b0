import { Operation } from '@openportal/plugin-deploy-common';
import { DesiredChange } from '@openportal/plugin-deploy-node';
import { OperationRecord } from './OperationRecord';

/** What to write for an operation, with an explanation for who reads the commit or pull request. */
export function toDesiredChange(
  record: OperationRecord,
  completionToken?: string,
): DesiredChange {
  const { operation, settings, progress } = record;
  // What was approved is what may be replaced, and nothing else.
  const subject = progress.subject ?? settings.approval;
  return {
    operationId: operation.id,
    kind: operation.kind,
    target: settings.target,
    image: operation.to.image,
    expectedImage: subject ? subject.fromImage : operation.from?.image,
    expectedTemplate: subject?.template ?? settings.template,
    sourceCommit: settings.sourceCommit,
    // Who had to agree has agreed: what the portal asks for itself is written straight.
    mode: record.mode === 'pull-request' ? 'pull-request' : 'direct',
    title: titleOf(operation, settings.target.name),
    body: bodyOf(operation),
    labels: operation.kind === 'rollback' ? ['rollback'] : ['promotion'],
    completionToken,
  };
}

function titleOf(operation: Operation, name: string): string {
  return operation.kind === 'rollback'
    ? `Roll ${name} back to ${operation.to.version} in ${operation.environment}`
    : `Promote ${name} ${operation.to.version} to ${operation.environment}`;
}

function bodyOf(operation: Operation): string {
  const lines = [
    `- From: ${operation.from ? code(operation.from.image) : 'nothing'}`,
    `- To: ${code(operation.to.image)}`,
    ...(operation.sourceEnvironment === undefined
      ? []
      : [`- Runs healthy in: ${code(operation.sourceEnvironment)}`]),
    `- Requested by: ${code(operation.requestedBy)}`,
    ...(operation.reason === undefined
      ? []
      : [`- Reason: ${escapeMarkdown(operation.reason)}`]),
  ];
  return lines.join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``;
}

/** A typed reason is text: it mentions nobody, links nothing, and stays on its line. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&')
    .replace(/@/g, '@\u200b')
    .trim();
}
