using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.Pages;

/// <summary>What the landing page shows: the answer of <c>/_slipway/models</c>. Of use to the page alone, not an API.</summary>
internal sealed record PageContent(string ServerVersion, IReadOnlyList<PageModel> Models);

/// <summary>One version of a model.</summary>
/// <param name="Name">As it is served.</param>
/// <param name="Version">As text, since JavaScript's numbers do not hold all of them.</param>
/// <param name="Path">Relative to the page, percent-encoded, without <c>/infer</c>.</param>
/// <param name="State">The state's name.</param>
/// <param name="Error">Why it cannot be loaded; null where it did not fail.</param>
internal sealed record PageModel(string Name, string Version, string Path, string State, string? Error)
{
    public string? Platform { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<PageProperty> Properties { get; init; } = [];

    /// <summary>Null until the version has been loaded once.</summary>
    public IReadOnlyList<PageTensor>? Inputs { get; init; }

    public IReadOnlyList<PageTensor>? Outputs { get; init; }

    public PageExample? Example { get; init; }

    /// <summary>Null where the version has no task, or is not loaded.</summary>
    public PageTask? Typed { get; init; }
}

/// <summary>How a model is asked in the words of its task.</summary>
/// <param name="Task">The task's name, by which the page chooses how to show it.</param>
/// <param name="Path">Relative to the page, percent-encoded.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="RequestSchema">JSON Schema of one request.</param>
/// <param name="Example">A request to start from.</param>
internal sealed record PageTask(
    string Task,
    string Path,
    string Summary,
    JsonElement RequestSchema,
    JsonElement Example
)
{
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    public IReadOnlyList<string> Labels { get; init; } = [];
}

internal sealed record PageProperty(string Name, string Value);

/// <summary>One input or output.</summary>
/// <param name="Name">As requests and answers write it.</param>
/// <param name="Datatype">As the protocol writes it.</param>
/// <param name="Shape">The extents as text: a number, or the name of a free dimension, or -1 where it has none.</param>
internal sealed record PageTensor(string Name, string Datatype, IReadOnlyList<string> Shape)
{
    public bool Optional { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];
}

/// <summary>A request to start from.</summary>
/// <param name="Json">The JSON part of the body.</param>
/// <param name="BinaryLength">How many zero bytes follow it.</param>
internal sealed record PageExample(string Json, long BinaryLength);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PageContent))]
internal sealed partial class PageContentJson : JsonSerializerContext;
