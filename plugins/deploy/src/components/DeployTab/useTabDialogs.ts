import { ActionPreview } from '@openportal/plugin-deploy-common';
import { useCallback, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useReturnOfFocus } from '../../hooks/useReturnOfFocus';
import { menuButtonId } from '../EnvironmentTile';
import { OperationDialogKind } from '../OperationProgress';

/** Names the operation whose progress is shown, so that a reload or a link shows it again. */
const OPERATION_PARAMETER = 'operation';

/** The heading of the environments, which takes the focus where no tile can. */
export const ENVIRONMENTS_ID = 'deploy-environments';

/** The dialog that is open on the tab. */
export type TabDialog =
  | { kind: 'promote'; environment: string; preview: ActionPreview }
  | { kind: 'rollback'; environment: string }
  | { kind: 'diff'; from: string; to: string }
  | { kind: OperationDialogKind; id: string };

/** The dialogs of the tab: one at a time. */
export type TabDialogsState = {
  dialog?: TabDialog;
  /** Opens a dialog from the tile of an environment, which gets the focus back. */
  open: (dialog: TabDialog, environment?: string) => void;
  /** Keeps the progress of an operation through a reload. */
  follow: (operationId: string) => void;
  close: () => void;
};

/** Knows which dialog is open. An operation that is followed is kept in the address. */
export function useTabDialogs(): TabDialogsState {
  const [query, setQuery] = useSearchParams();
  const [opened, setOpened] = useState<TabDialog>();
  const origin = useRef<string>();

  const follow = useCallback(
    (id: string) =>
      setQuery(
        current => {
          current.set(OPERATION_PARAMETER, id);
          return current;
        },
        { replace: true },
      ),
    [setQuery],
  );
  const open = useCallback(
    (dialog: TabDialog, environment?: string) => {
      origin.current = environment ?? origin.current;
      setOpened(dialog);
      if ('id' in dialog) {
        follow(dialog.id);
      }
    },
    [follow],
  );
  const close = useCallback(() => {
    setOpened(undefined);
    setQuery(
      current => {
        current.delete(OPERATION_PARAMETER);
        return current;
      },
      { replace: true },
    );
  }, [setQuery]);

  const followed = query.get(OPERATION_PARAMETER);
  const dialog: TabDialog | undefined =
    opened ?? (followed ? { kind: 'operation', id: followed } : undefined);
  useReturnOfFocus(
    dialog !== undefined,
    () =>
      // A dialog that a link or a reload opened has no tile to go back to.
      document.getElementById(menuButtonId(origin.current ?? '')) ??
      document.getElementById(ENVIRONMENTS_ID),
  );
  return { dialog, open, follow, close };
}
