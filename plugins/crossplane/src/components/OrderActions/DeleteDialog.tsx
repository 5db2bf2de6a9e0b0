import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text, TextField } from '@backstage/ui';
import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { FormEvent, useState } from 'react';
import { OrderTemplates, useTemplateTask } from '../../hooks/useTemplateTask';
import { resourcesOf } from '../../model/resourceTree';
import { crossplaneTranslationRef } from '../../translation';
import { TaskDialog } from './TaskDialog';
import styles from './OrderActions.module.css';

/** Props of {@link DeleteDialog}. */
export type DeleteDialogProps = { order: OrderStatus; onClose: () => void };

/** Asks for the name before it removes an order from git, and says what becomes of the rest. */
export function DeleteDialog({ order, onClose }: DeleteDialogProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const [name, setName] = useState('');
  const task = useTemplateTask(OrderTemplates.delete, order.ref);
  const fate = fateOf(order);
  const affected = order.layers
    .filter(({ id }) => id === 'compositeResource' || id === 'providers')
    .flatMap(({ resources }) => resourcesOf(resources));
  const isConfirmed = name.trim() === order.ref.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed) {
      task.start();
    }
  };

  return (
    <TaskDialog
      title={t('delete.title', { kind: order.kind, name: order.ref.name })}
      submitLabel={t('delete.submit')}
      isDestructive
      canSubmit={isConfirmed}
      task={task}
      onClose={onClose}
    >
      <Text as="p">{t('delete.explain')}</Text>
      <Alert
        status={fate === 'gone' ? 'danger' : 'warning'}
        icon
        title={t(`delete.${fate}.title`)}
        description={t(`delete.${fate}.description`)}
      />
      {affected.length > 0 ? (
        <ul className={styles.staying} aria-label={t(`delete.${fate}.title`)}>
          {affected.map(({ apiVersion, kind, namespace, name: resource }) => (
            <li key={`${apiVersion}/${kind}/${namespace}/${resource}`}>
              {kind} {resource}
            </li>
          ))}
        </ul>
      ) : undefined}
      <form onSubmit={submit}>
        <TextField
          label={t('delete.confirm', { name: order.ref.name })}
          value={name}
          onChange={setName}
          autoComplete="off"
        />
      </form>
    </TaskDialog>
  );
}

/** What becomes of the resources when the file leaves git. */
function fateOf({ prune }: OrderStatus): 'gone' | 'stays' | 'unknown' {
  if (prune === undefined) {
    return 'unknown';
  }
  return prune ? 'gone' : 'stays';
}
