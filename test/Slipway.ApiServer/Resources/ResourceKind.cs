using Slipway.ApiServer.Schemas;

namespace Slipway.ApiServer.Resources;

/// <summary>A kind of object in one of its versions, and the rules that it is kept by.</summary>
public sealed record ResourceKind(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    public string Singular { get; init; } = Kind.ToLowerInvariant();

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether status is written through <c>/status</c> alone, and everything else not through it.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Where <c>/scale</c> reads and writes; null for a kind without it.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Whether <c>metadata.generation</c> counts its changes.</summary>
    public bool HasGeneration { get; init; } = true;

    /// <summary>Whether an update may leave the resourceVersion out.</summary>
    public bool UnconditionalUpdate { get; init; } = true;

    /// <summary>Whether an update of what is not there makes it.</summary>
    public bool CreateOnUpdate { get; init; }

    /// <summary>Whether a definition made this kind; such objects keep apiVersion and kind within lists.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The fields, where they are known; null keeps whatever comes.</summary>
    public SchemaNode? Schema { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name that messages use: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The kind whose objects these are, where another group serves them under other names.</summary>
    public ResourceKind? KeptAs { get; init; }

    /// <summary>What all versions of a kind are stored under.</summary>
    public string Storage => (KeptAs ?? this).GroupResource;
}

/// <summary>Paths of a scale subresource, each without its leading dot.</summary>
public sealed record ScalePaths(string Spec, string Status, string? Selector);
