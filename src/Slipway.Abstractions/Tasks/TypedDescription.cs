using System.Text.Json;

namespace Slipway.Tasks;

/// <summary>What a typed model takes and gives, for the API reference, the page and agents. Immutable.</summary>
public sealed class TypedDescription
{
    /// <summary>The task's name, which also says how a page shows it.</summary>
    public required string Task { get; init; }

    /// <summary>One sentence: what comes back for what is sent.</summary>
    public required string Summary { get; init; }

    /// <summary>JSON Schema (2020-12) of one request in JSON: an object.</summary>
    public required JsonElement RequestSchema { get; init; }

    /// <summary>JSON Schema of the answer to it: an object.</summary>
    public required JsonElement ResponseSchema { get; init; }

    /// <summary>A request to start from, one that is answered well.</summary>
    public required JsonElement Example { get; init; }

    /// <summary>Other media types that are taken, such as <c>text/plain</c> or <c>image/png</c>.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>The classes that it tells apart, in the model's order; empty where it has none or they are not known.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
