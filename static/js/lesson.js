// The lesson page: each part minds its own element; what concerns two of them is wired here.
import { startChips } from './chips.js';
import { startClusterEvents } from './cluster-events.js';
import { startDiagram } from './diagram.js';
import { startDrawer } from './drawer.js';
import { startFragments } from './fragments.js';
import { startKeys } from './keys.js';
import { startPanes } from './panes.js';
import { startQuiz } from './quiz.js';
import { startSteps } from './steps.js';
import { startTime } from './time.js';

const page = document.body.dataset;
const query = page.query;
const readOnly = page.readOnly === 'true';

const panes = startPanes();
const drawer = startDrawer(query);
const diagram = startDiagram({ open: drawer.open });
const time = startTime();
startFragments();
startSteps();
startQuiz();
startClusterEvents({ lesson: page.lesson, query, diagram, time, drawer });

// The terminal is the heaviest part: it comes once the text can be read.
const terminal = import('./terminal.js').then(({ startTerminal }) => startTerminal({ query, readOnly }));
terminal.then(({ fit }) => panes.onResize(fit));
panes.onResize(diagram.refit);

const type = async (text) => {
  panes.show('terminal');
  (await terminal).type(text);
};
startChips({ type });
startKeys({ panes, focusTerminal: async () => (await terminal).focus() });
