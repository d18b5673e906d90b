using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Layers;

/// <summary>Works <c>defaults</c> into every service; what a service says wins.</summary>
internal static class ServiceDefaults
{
    // A number of replicas and the way to find one exclude each other: who has one of them wants no other by default.
    private static readonly (string Key, string Other)[] Exclusive = [("replicas", "scaling"), ("scaling", "replicas")];

    /// <summary>What no two services can have in common.</summary>
    public static IReadOnlyList<string> OwnToServices { get; } = ["model", "project", "image", "models"];

    public static SourceMapping Apply(SourceMapping root)
    {
        if (root.Find("defaults") is not SourceMapping written || root.Find("services") is not SourceMapping services)
            return root;
        var defaults = Without(written, OwnToServices);
        var entries = services.Entries.Select(entry => entry with { Value = WithDefaults(entry.Value, defaults) });
        var worked = services with { Entries = [.. entries] };
        return root with
        {
            Entries = [.. root.Entries.Select(e => e.Key == "services" ? e with { Value = worked } : e)],
        };
    }

    private static SourceNode WithDefaults(SourceNode service, SourceMapping defaults) =>
        service switch
        {
            SourceMapping mapping => NodeMerge.Under(mapping, For(mapping, defaults)),
            SourceScalar { IsNull: true } => NodeMerge.Under(new SourceMapping([], service.Mark), defaults),
            _ => service,
        };

    private static SourceMapping For(SourceMapping service, SourceMapping defaults)
    {
        var unwanted = Exclusive
            .Where(pair => service.Find(pair.Key) is not (null or SourceScalar { IsNull: true }))
            .Select(pair => pair.Other)
            .ToList();
        return Without(defaults, unwanted);
    }

    private static SourceMapping Without(SourceMapping mapping, IReadOnlyList<string> keys) =>
        mapping with
        {
            Entries = [.. mapping.Entries.Where(entry => !keys.Contains(entry.Key))],
        };
}
