using System.Text.Json.Nodes;
using Slipway.Errors;

namespace Slipway.Configuration;

/// <summary>
/// Parses YAML (1.2 core schema) to a JSON tree that source-generated contracts bind, and remembers where each node
/// stood. Aliases are expanded, the whole bounded, so that a small file cannot become a large tree.
/// </summary>
public sealed class YamlReader
{
    private readonly JsonTree _tree;

    private YamlReader(JsonTree tree, IReadOnlyList<SourceProblem> problems)
    {
        _tree = tree;
        Problems = problems;
    }

    /// <summary>What is wrong though the rest could be read: a key that is there twice counts with its first value.</summary>
    public IReadOnlyList<SourceProblem> Problems { get; }

    /// <summary>Where each node stood, by its path (<c>onnx.intra_op_threads</c>).</summary>
    public IReadOnlyDictionary<string, NodePlace> Places => _tree.Places;

    /// <exception cref="ServingException">InvalidArgument, with line and column: it cannot be read at all.</exception>
    public static (JsonObject Root, YamlReader Source) Parse(TextReader text, string fileName)
    {
        var (root, problems) = YamlComposer.Compose(text, fileName);
        if (root is null)
        {
            var (mark, _, message) = problems[^1];
            throw ServingException.InvalidArgument(
                $"{fileName}, line {mark.Line}, column {mark.Column}: {message.TrimEnd('.')}."
            );
        }

        try
        {
            var tree = JsonTree.Of(root);
            return (tree.Root, new YamlReader(tree, problems));
        }
        catch (PathTooLongException e)
        {
            throw ServingException.InvalidArgument($"{fileName}: {e.Message}");
        }
    }
}
