import { Sandbox } from '@openportal/sandbox';
import { JobDesiredState } from '../JobDesiredState';
import { JobDefinition } from '../job/JobDefinition';
import { createWorld, images } from './world';

export const deployJob: JobDefinition = {
  name: 'deploy',
  workflow: 'deploy.yml',
  event: 'workflow_dispatch',
  eventType: 'deploy',
  inputs: {
    operation: 'DEPLOY_ID',
    image: 'image',
    environment: 'environment',
  },
};

const workflow = `name: Deploy
run-name: Deploy \${{ inputs.image }} (\${{ inputs.DEPLOY_ID }})
on:
  workflow_dispatch:
    inputs: { DEPLOY_ID: {}, image: {}, environment: {} }
`;

const eventWorkflow = `name: Deploy by event
run-name: Deploy \${{ github.event.client_payload.DEPLOY_ID }}
on: { repository_dispatch: { types: [deploy] } }
`;

/** A repository with workflows that deploy; the first image was deployed by one. */
export async function createJobWorld(
  sandbox: Sandbox,
  definitions: JobDefinition[] = [deployJob],
) {
  const world = await createWorld(sandbox);
  const { owner, name, github, target } = world;
  await world.commit({
    files: {
      '.github/workflows/deploy.yml': workflow,
      '.github/workflows/event.yml': eventWorkflow,
    },
  });
  const createState = () =>
    new JobDesiredState({ access: world.createAccess(), definitions });
  const jobState = createState();
  let byHand = 0;
  /** Deploys as another operation. */
  const deploy = async (image: string) => {
    byHand += 1;
    await createState().propose({
      ...world.change(),
      operationId: `other-${byHand}`,
      image,
      expectedImage: undefined,
    });
  };
  await deploy(images[0]);
  return {
    ...world,
    target,
    jobState,
    createState,
    deploy,
    runs: () => github.listActionsRuns(owner, name),
    runOf: (operationId: string) =>
      github
        .listActionsRuns(owner, name)
        .find(({ title }) => title.includes(operationId)),
    end: async (
      id: number,
      conclusion: 'success' | 'failure',
      failedStep?: string,
    ) => {
      // The builder of the sandbox ends runs too: what is noted last counts.
      await sandbox.idle();
      await github.updateActionsRun(owner, name, id, {
        status: 'completed',
        conclusion,
        failedStep,
      });
    },
  };
}
