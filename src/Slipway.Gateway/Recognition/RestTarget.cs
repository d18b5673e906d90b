namespace Slipway.Gateway.Recognition;

/// <summary>What a path is about.</summary>
/// <param name="kind">Whose it is.</param>
/// <param name="model">The name in it, as it is decoded; empty where there is none.</param>
/// <param name="rest">What follows the name, from the slash or colon on.</param>
internal readonly ref struct RestTarget(
    RestKind kind,
    ReadOnlySpan<char> model = default,
    ReadOnlySpan<char> rest = default
)
{
    public RestKind Kind { get; } = kind;

    public ReadOnlySpan<char> Model { get; } = model;

    public ReadOnlySpan<char> Rest { get; } = rest;
}

internal enum RestKind
{
    /// <summary>Not of a model: the gateway's own, or nothing.</summary>
    Own = 0,

    /// <summary>A model's, named in the path.</summary>
    Model,

    /// <summary>A service's, by the service's own name.</summary>
    Service,

    /// <summary>Changes a model server, or shows what is one replica's alone.</summary>
    Management,
}
