namespace Slipway.AspNetCore.ApiReference;

/// <summary>The order in which models are shown, the same everywhere.</summary>
internal static class ServedModelOrder
{
    /// <summary>
    /// By name; within a name the version that a request without one reaches comes first: the newest that works.
    /// </summary>
    public static IEnumerable<ServedModel> Sort(IReadOnlyList<ServedModel> models) =>
        models
            .DistinctBy(model => (model.Name, model.Version))
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .ThenBy(model => model.Signature is null || model.Error is not null)
            .ThenByDescending(model => model.Version);
}
