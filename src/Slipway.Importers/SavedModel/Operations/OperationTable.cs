using Slipway.Importers.SavedModel.Mapping;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Writes what a node computes, and gives its outputs in their order.</summary>
/// <exception cref="UnmappableException">The node is used in a way that ONNX cannot express.</exception>
internal delegate Value[] Operation(NodeContext node);

/// <summary>Every operation of TensorFlow that is mapped.</summary>
internal static class OperationTable
{
    public static IReadOnlyDictionary<string, Operation> All { get; } = Collect();

    private static Dictionary<string, Operation> Collect()
    {
        var table = new Dictionary<string, Operation>();
        GraphOperations.Add(table);
        UnaryOperations.Add(table);
        BinaryOperations.Add(table);
        ShapeOperations.Add(table);
        MatrixOperations.Add(table);
        ConvolutionOperations.Add(table);
        PoolingOperations.Add(table);
        NormalizationOperations.Add(table);
        RandomOperations.Add(table);
        ReductionOperations.Add(table);
        ArrayOperations.Add(table);
        SequenceOperations.Add(table);
        PaddingOperations.Add(table);
        SliceOperations.Add(table);
        GatherOperations.Add(table);
        SearchOperations.Add(table);
        ImageOperations.Add(table);
        BoxOperations.Add(table);
        CountOperations.Add(table);
        QuantizationOperations.Add(table);
        StringOperations.Add(table);
        TableOperations.Add(table);
        BranchOperations.Add(table);
        LoopOperations.Add(table);
        ListOperations.Add(table);
        TensorArrayOperations.Add(table);
        ExampleOperations.Add(table);
        return table;
    }
}
