import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { sidebarContent } from './Sidebar';

export const navigationModule = createFrontendModule({
  pluginId: 'app',
  extensions: [sidebarContent],
});
