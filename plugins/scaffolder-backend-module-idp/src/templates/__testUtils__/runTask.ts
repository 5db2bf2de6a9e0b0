import type { JsonObject } from '@backstage/types';

/** What became of a task. */
export interface TaskEnd {
  status: string;
  /** Everything that it logged. */
  log: string;
  output?: {
    links: Array<{ title: string; url?: string; entityRef?: string }>;
  };
}

interface TaskEvent {
  id: number;
  type: string;
  body: { message: string; output?: TaskEnd['output'] };
}

/** Submits a form to the scaffolder of a backend as people do, and follows the task to its end. */
export async function runTask(
  port: number,
  form: { templateRef: string; values: JsonObject },
): Promise<TaskEnd> {
  const tasks = `http://127.0.0.1:${port}/api/scaffolder/v2/tasks`;
  const { id } = await ask<{ id: string }>(tasks, form);
  const messages: string[] = [];
  // Answers when there are events after the given one, so nothing is polled in vain.
  for (let after = -1; ; ) {
    const events = await ask<TaskEvent[]>(
      `${tasks}/${id}/events?after=${after}`,
    );
    messages.push(...events.map(({ body }) => body.message));
    const end = events.find(({ type }) => type === 'completion');
    if (end) {
      const { status } = await ask<{ status: string }>(`${tasks}/${id}`);
      return { status, log: messages.join('\n'), output: end.body.output };
    }
    after = events.at(-1)?.id ?? after;
  }
}

async function ask<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(
    url,
    body
      ? {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }
      : {},
  );
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${response.status} ${text}`);
  }
  return JSON.parse(text);
}
