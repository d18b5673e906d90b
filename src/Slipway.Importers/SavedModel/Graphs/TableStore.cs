using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>What a lookup table holds, in the order in which it was filled.</summary>
internal sealed record LookupTable(TensorValue Keys, TensorValue Values);

/// <summary>The model's lookup tables, as the operations that run once after loading fill them.</summary>
internal sealed class TableStore
{
    public const string InitialisationSignature = "__saved_model_init_op";

    private static readonly string[] Collections = ["saved_model_main_op", "legacy_init_op", "table_initializer"];

    private readonly GraphLibrary _library;
    private readonly MetaGraphDef _graph;
    private readonly VocabularyFile _files;
    private readonly Lazy<Dictionary<string, GraphNode>> _fills;

    public TableStore(GraphLibrary library, MetaGraphDef graph, string folder)
    {
        _library = library;
        _graph = graph;
        _files = new VocabularyFile(folder, graph);
        _fills = new(FindFills);
    }

    public static bool IsTable(GraphNode node) =>
        node.Op is "HashTable" or "HashTableV2" or "MutableHashTable" or "MutableHashTableV2";

    /// <summary>What fills a table, or null where nothing does.</summary>
    /// <exception cref="ImportException">Its contents are damaged or computed.</exception>
    public LookupTable? Find(GraphNode table)
    {
        if (
            !_fills.Value.TryGetValue(table.Name, out var fill)
            && !_fills.Value.TryGetValue(SharedName(table), out fill)
        )
            return null;
        if (fill.Op.StartsWith("InitializeTableFromTextFile", StringComparison.Ordinal))
            return _files.Read(fill, table);
        return fill.Inputs.Count < 3 ? null : new LookupTable(Constant(fill.Inputs[1]), Constant(fill.Inputs[2]));
    }

    private Dictionary<string, GraphNode> FindFills()
    {
        var fills = new Dictionary<string, GraphNode>();
        var expansion = _library.ExpandGraph();
        foreach (var name in Initialisations())
        {
            var node = TensorReference.Parse(name).Node;
            if (_library.HasNode(node))
                expansion.FollowNode(node);
        }

        foreach (var node in expansion.Reached)
        {
            if (
                !node.Op.StartsWith("InitializeTable", StringComparison.Ordinal)
                && !node.Op.StartsWith("LookupTableImport", StringComparison.Ordinal)
            )
                continue;
            if (node.Inputs.Count == 0)
                continue;
            var table = node.Inputs[0].Origin().Node;
            fills[table.Name] = node;
            fills.TryAdd(SharedName(table), node);
        }

        return fills;
    }

    private IEnumerable<string> Initialisations()
    {
        if (_graph.SignatureDef.TryGetValue(InitialisationSignature, out var signature))
        {
            foreach (var output in signature.Outputs.Values)
            {
                yield return output.Name;
            }
        }

        foreach (var collection in Collections)
        {
            if (!_graph.CollectionDef.TryGetValue(collection, out var nodes) || nodes.NodeList is not { } list)
                continue;
            foreach (var name in list.Value)
            {
                yield return name;
            }
        }
    }

    // A name that no table can have keeps unnamed ones apart.
    private static string SharedName(GraphNode table) =>
        table.Text("shared_name") is { Length: > 0 } shared ? "shared " + shared : "unnamed " + table.Name;

    // Numbers of another type than they were written in come through a cast.
    private static TensorValue Constant(Edge edge)
    {
        var node = edge.Origin().Node;
        if (
            node is { Op: "Cast", Inputs.Count: 1 }
            && ElementType.OrNull(node.Type("DstT")) is OnnxType.Int32 or OnnxType.Int64
            && Constant(node.Inputs[0]) is { } source
            && source.Integers() is { } integers
        )
            return TensorValue.FromIntegers(ElementType.Of(node.Type("DstT")), integers, source.Shape);
        if (node is { Op: "Range", Inputs.Count: 3 } && Range(node) is { } range)
            return range;
        return node.Op == "Const" && node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } tensor
            ? ConstantReader.Read(tensor, node.Name)
            : throw new ImportException(
                ImportReasons.Unsupported,
                $"A lookup table is filled from '{node.Name}', which is no constant."
            );
    }

    private static TensorValue? Range(GraphNode node)
    {
        var ends = node.Inputs.ConvertAll(Constant);
        if (
            ends[0].Integers() is not [var start]
            || ends[1].Integers() is not [var limit]
            || ends[2].Integers() is not [var delta and > 0]
            || ((Int128)limit - start) / delta > IntegerFolding.MostElements
        )
            return null;
        var values = new List<long>();
        for (var value = start; value < limit; value += delta)
        {
            values.Add(value);
        }

        return TensorValue.FromIntegers(ends[0].Type, [.. values], values.Count);
    }
}
