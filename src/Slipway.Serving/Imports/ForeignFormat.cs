namespace Slipway.Serving.Imports;

/// <summary>A format that is turned into another one before it is served.</summary>
/// <param name="Name">Its name in <c>model.yaml</c> and for the importer.</param>
/// <param name="IsOriginal">Whether a path is of this format, by its name, its form and its first bytes.</param>
public sealed record ForeignFormat(string Name, Func<string, bool> IsOriginal)
{
    /// <summary>Whether a path is of this format, or is what an import made of one: the folder, under the name of the original.</summary>
    public bool Recognizes(string path) =>
        ImportManifest.FormatOf(path) is { } format ? format == Name : IsOriginal(path);
}
