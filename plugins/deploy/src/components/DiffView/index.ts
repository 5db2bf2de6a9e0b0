export { DiffPage } from './DiffPage';
export { DiffView } from './DiffView';
