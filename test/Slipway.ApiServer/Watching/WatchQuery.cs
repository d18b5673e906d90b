using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;

namespace Slipway.ApiServer.Watching;

/// <summary>What a watch asks for.</summary>
/// <param name="ResourceVersion">After which changes are sent; empty or 0 begins with what is there.</param>
/// <param name="SendInitial">Begins with what is there and tells by a bookmark when that was all.</param>
/// <param name="Timeout">After which the stream ends.</param>
internal sealed record WatchQuery(
    ResourceKind Kind,
    ObjectSelector Selector,
    string? ResourceVersion,
    bool Bookmarks,
    bool SendInitial,
    TimeSpan Timeout
);
