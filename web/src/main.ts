import { mount } from 'svelte';
import App from './App.svelte';
import { preferred, use } from './lib/i18n.svelte';
import { listenForHide } from './lib/look.svelte';
import { listen } from './lib/router.svelte';
import { isLeaving, start } from './lib/session.svelte';
import './styles/colours.css';
import './styles/ground.css';
import './styles/parts.css';

listen(isLeaving);
listenForHide();
await use(preferred());
mount(App, { target: document.getElementById('page')! });
void start();
