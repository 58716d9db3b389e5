// On every page: theme, menus, the token that htmx sends with each request, what it says on failure.
import { startTheme } from './theme.js';
import { startMenus } from './menus.js';
import { startRequests } from './requests.js';

startTheme();
startMenus();
startRequests();
