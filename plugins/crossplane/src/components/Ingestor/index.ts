export { IngestorPage } from './IngestorPage';
