using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;

namespace Slipway.ApiServer.Storage;

/// <summary>A list, whole or in pages; the pages of one list are all of one version.</summary>
internal sealed record ListQuery(
    ObjectSelector Selector,
    int Limit,
    string? Continue,
    string? ResourceVersion,
    string? Match
)
{
    public ListPage Read(ObjectStore store, ResourceKind kind)
    {
        lock (store.Gate)
        {
            var token = string.IsNullOrEmpty(Continue) ? null : ContinueToken.Decode(Continue);
            var revision = RevisionToRead(store, token);
            var all = store.ListAt(kind.Storage, revision) ?? throw Expired(token);
            var after = token is null ? default(ObjectKey?) : new ObjectKey(token.Namespace, token.Name);
            var found = all.Where(item => (after is null || item.Key > after.Value) && Selector.Matches(item)).ToList();
            if (Limit <= 0 || found.Count <= Limit)
                return new ListPage(found, revision, null, null);
            var page = found[..Limit];
            var next = new ContinueToken(revision, page[^1].Namespace, page[^1].Name).Encode();
            // With a selector the real server does not count what is left.
            long? remaining = Selector.Labels.IsEverything && Selector.Fields.IsEverything ? found.Count - Limit : null;
            return new ListPage(page, revision, next, remaining);
        }
    }

    private long RevisionToRead(ObjectStore store, ContinueToken? token)
    {
        if (token is not null)
            return token.Revision > 0 ? token.Revision : store.Revision;
        if (string.IsNullOrEmpty(ResourceVersion) || ResourceVersion == "0")
            return store.Revision;
        if (!long.TryParse(ResourceVersion, out var asked) || asked < 0)
            throw StatusException.BadRequest($"resourceVersion: Invalid value: \"{ResourceVersion}\"");
        if (asked > store.Revision)
            throw new StatusException(
                504,
                "Timeout",
                $"Too large resource version: {asked}, current: {store.Revision}"
            );
        return Match == "Exact" ? asked : store.Revision;
    }

    private static StatusException Expired(ContinueToken? token) =>
        token is null
            ? StatusException.Expired("The resourceVersion for the provided list is too old.")
            : new StatusException(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without"
                    + " the continue parameter, or use the continue token in this response to retrieve the remainder of the results."
            )
            {
                Continue = (token with { Revision = 0 }).Encode(),
            };
}
