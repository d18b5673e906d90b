using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Templates;

/// <summary>
/// JSON in which texts that begin with <c>$</c> are paths, whose values stand in their place; <c>$$</c> stands for one dollar.
/// Immutable.
/// </summary>
public sealed class Template
{
    /// <summary>Of lists and objects in each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>Values in it.</summary>
    public const int MaxNodes = 10_000;

    private readonly TemplateNode _root;

    internal Template(TemplateNode root, IReadOnlyList<(string At, PipelinePath Path)> paths)
    {
        _root = root;
        Paths = paths;
    }

    /// <summary>What it looks at, and where that stands: <c>output.entities</c>, <c>output.items[0]</c>.</summary>
    public IReadOnlyList<(string At, PipelinePath Path)> Paths { get; }

    /// <summary>Reads all of it, whatever is wrong in it.</summary>
    /// <param name="json">Null is a template that gives null.</param>
    /// <param name="at">Where the template stands: <c>output</c>.</param>
    /// <param name="wrong">Is told of each mistake, and where it is.</param>
    public static Template Parse(JsonNode? json, string at, Action<string, string> wrong) =>
        new TemplateReader(wrong).Read(json, at);

    /// <exception cref="MissingValueException">A path that is required leads nowhere.</exception>
    public void Write(Utf8JsonWriter writer, IPipelineValues values)
    {
        if (!_root.Write(writer, null, values))
            writer.WriteNullValue();
    }
}
