using Google.Protobuf.Collections;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// A node after the calls around it were inlined. A call itself, and an argument, leave only <see cref="Targets"/>: what
/// their outputs stand for.
/// </summary>
/// <param name="name">The node's path: the calls it was found through, and its own name.</param>
/// <param name="op">TensorFlow's operation.</param>
/// <param name="attributes">The node's attributes.</param>
internal sealed class GraphNode(string name, string op, MapField<string, AttrValue> attributes)
{
    /// <summary>The operation of a function's argument that the caller provides as a value.</summary>
    public const string Argument = "slipway.Argument";

    public string Name { get; } = name;

    public string Op { get; } = op;

    public MapField<string, AttrValue> Attributes { get; } = attributes;

    public List<Edge> Inputs { get; } = [];

    /// <summary>Nodes that run before this one.</summary>
    public List<GraphNode> Controls { get; } = [];

    /// <summary>What the outputs of an inlined call are; null for every other node.</summary>
    public Edge[]? Targets { get; set; }

    /// <summary>Of an argument: which.</summary>
    public int Position { get; init; }

    /// <summary>Of a loop of TensorFlow 1: its inside.</summary>
    public LoopFrame? Frame { get; init; }

    public DataType Type(string attribute, DataType otherwise = DataType.DtInvalid) =>
        Attributes.TryGetValue(attribute, out var value) ? value.Type : otherwise;

    public string Text(string attribute) =>
        Attributes.TryGetValue(attribute, out var value) ? value.S.ToStringUtf8() : "";
}

/// <summary>An output of a node.</summary>
internal readonly record struct Edge(GraphNode Node, int Output)
{
    // Calls in calls in calls: more is a circle.
    private const int LongestChain = 1 << 16;

    /// <summary>The output that this one stands for, through inlined calls.</summary>
    /// <exception cref="ImportException">It stands for itself.</exception>
    public Edge Resolve()
    {
        var edge = this;
        for (var i = 0; i < LongestChain; i++)
        {
            if (edge.Node.Targets is not { } targets)
                return edge;
            if (edge.Output >= targets.Length)
                throw new ImportException(ImportReasons.Corrupt, $"'{edge.Node.Name}' has no output {edge.Output}.");
            edge = targets[edge.Output];
        }

        throw new ImportException(ImportReasons.Corrupt, $"'{Node.Name}' depends on itself.");
    }

    /// <summary>As <see cref="Resolve"/>, and through nodes that hand their input on.</summary>
    public Edge Origin()
    {
        var edge = Resolve();
        for (var i = 0; i < LongestChain; i++)
        {
            if (edge.Node.Op is not ("Identity" or "Enter" or "RefEnter" or "StopGradient" or "RefIdentity"))
                return edge;
            if (edge.Node.Inputs.Count == 0)
                return edge;
            edge = edge.Node.Inputs[0].Resolve();
        }

        throw new ImportException(ImportReasons.Corrupt, $"'{Node.Name}' depends on itself.");
    }
}
