/**
 * What a list is filtered by, kept in the address, so that a reload, going back and a link to a colleague
 * find it so. Codes only, never what somebody typed: nothing in an address is about a person. The first
 * code of each is the usual one, and is not written down. To be called while a component is made.
 */
export function inAddress<Codes extends Record<string, readonly string[]>>(
  codes: Codes,
): { [Name in keyof Codes]: Codes[Name][number] } {
  const asked = new URLSearchParams(location.search);
  const names = Object.keys(codes);
  const chosen = $state(
    Object.fromEntries(
      names.map((name) => [name, codes[name]!.find((code) => code === asked.get(name)) ?? codes[name]![0]!]),
    ),
  );
  $effect(() => {
    const said = new URLSearchParams(
      names.filter((name) => chosen[name] !== codes[name]![0]).map((name) => [name, chosen[name]!]),
    ).toString();
    history.replaceState(history.state, '', location.pathname + (said && `?${said}`));
  });
  return chosen as { [Name in keyof Codes]: Codes[Name][number] };
}
