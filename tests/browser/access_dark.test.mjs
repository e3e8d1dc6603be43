import { everyScreen } from './accessibility.mjs';

everyScreen('Arabic, dark, narrow', 'ar', { width: 390, height: 844, dark: true, look: true });
