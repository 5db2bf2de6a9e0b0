import {
  ActionPreview,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';

/** What a promotion from one environment to another would do now; undefined where there is no such promotion. */
export function previewTo(
  source: Pick<EnvironmentView, 'promote' | 'skips'>,
  target: string,
): ActionPreview | undefined {
  return [source.promote, ...(source.skips ?? [])].find(
    preview => preview?.environment === target,
  );
}
