import { Container } from '@backstage/ui';
import { Route, Routes } from 'react-router-dom';
import { ReadTitles } from '../../hooks/titleOf';
import {
  creationRouteRef,
  diffRouteRef,
  operationRouteRef,
} from '../../routes';
import { CreationPage } from '../CreationProgress';
import { DiffPage } from '../DiffView';
import { FleetPage } from '../FleetPage';
import { OperationPage } from '../OperationPage';

/** What runs where, and below it the pages of operations, comparisons and new applications. */
export function DeployPage() {
  return (
    <Container>
      <ReadTitles>
        <Routes>
          <Route path="/" element={<FleetPage />} />
          <Route path={operationRouteRef.path} element={<OperationPage />} />
          <Route path={diffRouteRef.path} element={<DiffPage />} />
          <Route path={creationRouteRef.path} element={<CreationPage />} />
        </Routes>
      </ReadTitles>
    </Container>
  );
}
