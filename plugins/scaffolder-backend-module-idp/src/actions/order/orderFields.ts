import type { z as Z } from 'zod/v3';

type Zod = typeof Z;

/** Inputs that name an order; the same for every action. */
export const targetFields = {
  cluster: (z: Zod) =>
    z
      .string({ description: 'Name of the cluster in the configuration.' })
      .max(253),
  xrd: (z: Zod) =>
    z
      .string({
        description: 'Name of the XRD in the cluster, <plural>.<group>.',
      })
      .max(253),
  name: (z: Zod) =>
    z
      .string({
        description:
          'Name of the resource: up to 63 lower-case letters, digits and inner dashes.',
      })
      .max(253),
  namespace: (z: Zod) =>
    z
      .string({
        description:
          'Namespace of the resource; left out, or empty, for kinds that live in none.',
      })
      .max(253)
      .optional(),
};

/** Inputs that say what an order should be; the same for new and for changed orders. */
export const contentFields = {
  version: (z: Zod) =>
    z
      .string({
        description:
          'Version of the XRD, one that the cluster serves. Defaults to the one that compositions refer to.',
      })
      .max(63)
      .optional(),
  formVersion: (z: Zod) =>
    z
      .string({
        description:
          'What the form was made from, as the generated template has it; the order is refused when the XRD changed since.',
      })
      .max(4096)
      .optional(),
  owner: (z: Zod) =>
    z
      .string({
        description:
          'Entity reference of the group that is responsible for it.',
      })
      .max(512)
      .optional(),
  spec: (z: Zod) =>
    z
      .record(z.string(), z.unknown(), {
        description:
          'Values of the form made from the XRD, or YAML text of the whole spec.',
      })
      .or(z.string().max(200_000))
      .optional(),
  composition: (z: Zod) =>
    z
      .string({
        description:
          'Name of the composition to use, where more than one fits.',
      })
      .max(253)
      .optional(),
  compositionUpdatePolicy: (z: Zod) =>
    z
      .enum(['Automatic', 'Manual'], {
        description:
          'Whether the resource follows new revisions of its composition by itself.',
      })
      .optional(),
};

/** Outputs of every action. */
export const outputFields = {
  pullRequestUrl: (z: Zod) =>
    z.string({
      description:
        'Address of the pull request; of the file, when nothing had to be changed; empty in a dry run.',
    }),
  merged: (z: Zod) =>
    z.boolean({
      description: 'Whether the branch that Flux reads has it already.',
    }),
  waitsBecause: (z: Zod) =>
    z
      .string({
        description:
          'Why the pull request waits for people although idp.orders.autoMerge allows orders like it: something of it could not be checked.',
      })
      .optional(),
  orderUrl: (z: Zod) =>
    z.string({ description: 'Path of the order page in the portal.' }),
  orderRef: (z: Zod) =>
    z.object(
      {
        cluster: z.string(),
        namespace: z.string(),
        xrd: z.string(),
        name: z.string(),
      },
      { description: 'Which resource it is.' },
    ),
};
