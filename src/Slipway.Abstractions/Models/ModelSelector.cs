namespace Slipway.Models;

/// <summary>
/// Which model a request means: by name alone (the version that the server prefers), with a version, or with a label.
/// </summary>
public readonly record struct ModelSelector(string Name, long? Version = null, string? Label = null)
{
    public override string ToString() =>
        Version is { } version ? $"{Name} version {version}"
        : Label is { } label ? $"{Name} label {label}"
        : Name;
}
