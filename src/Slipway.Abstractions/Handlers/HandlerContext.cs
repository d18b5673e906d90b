namespace Slipway.Handlers;

/// <summary>What a handler is served as.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Where its files are, if it has any: <c>models/NAME</c> beside the program. It need not be there.</param>
/// <param name="Parameters">The texts of its configuration, <see cref="Models.ModelConfig.Parameters"/>.</param>
public sealed record HandlerContext(
    string Name,
    long Version,
    string Folder,
    IReadOnlyDictionary<string, string> Parameters
);
