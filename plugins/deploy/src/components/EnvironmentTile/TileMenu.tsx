import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ButtonIcon,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
} from '@backstage/ui';
import { DeploymentLink } from '@openportal/plugin-deploy-common';
import {
  RiArrowGoBackLine,
  RiArrowRightUpLine,
  RiCloseCircleLine,
  RiExternalLinkLine,
  RiFocus2Line,
  RiGitCommitLine,
  RiHistoryLine,
  RiMore2Fill,
} from '@remixicon/react';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import type { TileActionsProps } from './TileActions';

/** Props of {@link TileMenu}. */
export type TileMenuProps = TileActionsProps & { canRollback: boolean };

/** What else there is about an environment: first what only looks, then what changes something. */
export function TileMenu(props: TileMenuProps) {
  const { view, previous, canRollback } = props;
  const { onDiff, onHistory, onPromote, onRollback, onShowOperation } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { environment, state, activeOperation, operationActions } = view;
  const { lastOperation, rollback } = view;
  const operation = activeOperation ?? lastOperation;
  // Without a version there is nothing to offer. What else refuses it is said in the dialog.
  const skips = (view.skips ?? []).filter(({ to }) => to !== undefined);
  const links = state.links.filter(isWebLink);

  return (
    <MenuTrigger>
      <ButtonIcon
        id={menuButtonId(environment.name)}
        variant="secondary"
        icon={<RiMore2Fill aria-hidden />}
        aria-label={t('tile.menu', { environment: environment.title })}
      />
      <Menu>
        <MenuSection title={t('tile.menuView')}>
          {previous ? (
            <MenuItem
              iconStart={<RiGitCommitLine aria-hidden />}
              onAction={() => onDiff(previous.environment.name)}
            >
              {t('tile.diff', { environment: previous.environment.title })}
            </MenuItem>
          ) : undefined}
          <MenuItem
            iconStart={<RiHistoryLine aria-hidden />}
            onAction={onHistory}
          >
            {t('tile.showHistory')}
          </MenuItem>
          {operation ? (
            <MenuItem
              iconStart={<RiFocus2Line aria-hidden />}
              onAction={() => onShowOperation('operation', operation.id)}
            >
              {t(
                activeOperation
                  ? 'tile.showOperation'
                  : 'tile.showLastOperation',
              )}
            </MenuItem>
          ) : undefined}
        </MenuSection>
        {links.length > 0 ? (
          <MenuSection title={t('tile.menuLinks')}>
            {links.map(link => (
              <MenuItem
                key={`${link.kind}:${link.url}`}
                iconStart={<RiExternalLinkLine aria-hidden />}
                href={link.url}
              >
                {link.title}
              </MenuItem>
            ))}
          </MenuSection>
        ) : undefined}
        {rollback || activeOperation || skips.length > 0 ? (
          <MenuSection title={t('tile.menuChange')}>
            {skips.map(skip => (
              <MenuItem
                key={skip.environment}
                iconStart={<RiArrowRightUpLine aria-hidden />}
                onAction={() => onPromote(skip)}
              >
                {t('tile.promote', { environment: titleOf(skip.environment) })}
              </MenuItem>
            ))}
            {rollback ? (
              <MenuItem
                iconStart={<RiArrowGoBackLine aria-hidden />}
                isDisabled={!canRollback}
                onAction={onRollback}
              >
                {t('tile.rollback')}
              </MenuItem>
            ) : undefined}
            {activeOperation ? (
              <MenuItem
                iconStart={<RiCloseCircleLine aria-hidden />}
                isDisabled={!operationActions?.cancel.allowed}
                onAction={() => onShowOperation('cancel', activeOperation.id)}
              >
                {t('tile.cancelOperation')}
              </MenuItem>
            ) : undefined}
          </MenuSection>
        ) : undefined}
      </Menu>
    </MenuTrigger>
  );
}

/** The menu button of an environment, which takes the focus back when a dialog closes. */
export function menuButtonId(environment: string): string {
  return `deploy-menu-${environment}`;
}

/** Links come from clusters and git, where anybody may have written them. */
function isWebLink({ url }: DeploymentLink): boolean {
  return /^https?:\/\//i.test(url);
}
