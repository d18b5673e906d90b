using Google.Protobuf.Collections;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// Where the named outputs of an operation begin among all its outputs. Definitions come with the model (it strips its list
/// of operations to those it uses); those that files leave out are here.
/// </summary>
internal sealed class OperationOutputs
{
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["Switch"] = ["output_false", "output_true"],
        ["Merge"] = ["output", "value_index"],
        ["TopKV2"] = ["values", "indices"],
        ["Unique"] = ["y", "idx"],
        ["UniqueV2"] = ["y", "idx"],
        ["UniqueWithCounts"] = ["y", "idx", "count"],
        ["Qr"] = ["q", "r"],
        ["Svd"] = ["s", "u", "v"],
        ["Moments"] = ["mean", "variance"],
        ["FusedBatchNorm"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV2"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV3"] =
        [
            "y",
            "batch_mean",
            "batch_variance",
            "reserve_space_1",
            "reserve_space_2",
            "reserve_space_3",
        ],
        ["SoftmaxCrossEntropyWithLogits"] = ["loss", "backprop"],
        ["SparseSoftmaxCrossEntropyWithLogits"] = ["loss", "backprop"],
        ["NonMaxSuppressionV4"] = ["selected_indices", "valid_outputs"],
        ["NonMaxSuppressionV5"] = ["selected_indices", "selected_scores", "valid_outputs"],
        ["TensorListPopBack"] = ["output_handle", "tensor"],
        ["MaxPoolWithArgmax"] = ["output", "argmax"],
    };

    private readonly Dictionary<string, OpDef> _definitions;

    public OperationOutputs(OpList? operations)
    {
        _definitions = [];
        foreach (var operation in operations?.Op ?? [])
        {
            _definitions[operation.Name] = operation;
        }
    }

    /// <summary>The number of the first output that belongs to <paramref name="argument"/>.</summary>
    public int Start(string operation, MapField<string, AttrValue> attributes, string argument)
    {
        if (_definitions.TryGetValue(operation, out var definition))
        {
            var start = 0;
            foreach (var output in definition.OutputArg)
            {
                if (output.Name == argument)
                    return start;
                start += Count(output, attributes);
            }
        }

        return Known.TryGetValue(operation, out var names) ? Math.Max(0, Array.IndexOf(names, argument)) : 0;
    }

    private static int Count(OpDef.Types.ArgDef output, MapField<string, AttrValue> attributes)
    {
        if (output.NumberAttr.Length > 0 && attributes.TryGetValue(output.NumberAttr, out var number))
            return (int)Math.Clamp(number.I, 0, int.MaxValue / 2);
        if (output.TypeListAttr.Length > 0 && attributes.TryGetValue(output.TypeListAttr, out var types))
            return types.List?.Type.Count ?? 0;
        return 1;
    }
}
