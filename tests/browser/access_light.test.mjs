import { everyScreen } from './accessibility.mjs';

everyScreen('English, light, wide', 'en', { width: 1280, height: 800 });
