namespace Slipway.Serving.Imports;

/// <summary>A format that is turned into another one before it is served.</summary>
/// <param name="Name">Its name in <c>model.yaml</c> and for the importer.</param>
/// <param name="Recognizes">Whether a path is of this format, by its name, its form and its first bytes.</param>
public sealed record ForeignFormat(string Name, Func<string, bool> Recognizes);
