export { DiffView } from './DiffView';
export { DiffPage } from './DiffPage';
