/** How the list of cases is filtered: kept while the tab is open, so that going back finds it as it was. */
export const filters = $state({
  state: 'open' as 'open' | 'closed' | 'all',
  scope: 'all' as 'mine' | 'team' | 'all',
  sort: 'changed' as 'changed' | 'opened',
});
