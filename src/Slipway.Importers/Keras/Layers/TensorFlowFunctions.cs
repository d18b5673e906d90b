using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Operations;

namespace Slipway.Importers.Keras.Layers;

/// <summary>
/// Functions of TensorFlow that were called between the layers of a Functional model: Keras 2 makes layers of the class
/// <c>TFOpLambda</c> of them, which hold the function's name. They are those of <c>keras.ops</c> under other names.
/// </summary>
internal static class TensorFlowFunctions
{
    private static readonly Dictionary<string, string> Operations = new()
    {
        ["math.add"] = "Add",
        ["__operators__.add"] = "Add",
        ["math.subtract"] = "Subtract",
        ["math.multiply"] = "Multiply",
        ["math.truediv"] = "Divide",
        ["math.divide"] = "Divide",
        ["math.maximum"] = "Maximum",
        ["math.minimum"] = "Minimum",
        ["math.pow"] = "Power",
        ["math.equal"] = "Equal",
        ["math.not_equal"] = "NotEqual",
        ["math.greater"] = "Greater",
        ["math.less"] = "Less",
        ["math.negative"] = "Negative",
        ["math.abs"] = "Absolute",
        ["math.exp"] = "Exp",
        ["math.log"] = "Log",
        ["math.sqrt"] = "Sqrt",
        ["math.rsqrt"] = "Rsqrt",
        ["math.square"] = "Square",
        ["math.sin"] = "Sin",
        ["math.cos"] = "Cos",
        ["math.tanh"] = "Tanh",
        ["math.sigmoid"] = "Sigmoid",
        ["nn.relu"] = "Relu",
        ["nn.relu6"] = "Relu6",
        ["nn.silu"] = "Silu",
        ["nn.softmax"] = "Softmax",
        ["math.reduce_mean"] = "Mean",
        ["math.reduce_sum"] = "Sum",
        ["math.reduce_max"] = "Max",
        ["math.reduce_min"] = "Min",
        ["reshape"] = "Reshape",
        ["expand_dims"] = "ExpandDims",
        ["squeeze"] = "Squeeze",
        ["transpose"] = "Transpose",
        ["concat"] = "Concatenate",
        ["stack"] = "Stack",
        ["cast"] = "Cast",
        ["__operators__.getitem"] = "GetItem",
        ["math.argmax"] = "Argmax",
        ["math.argmin"] = "Argmin",
        ["math.floordiv"] = "FloorDivide",
        ["math.floormod"] = "Mod",
        ["math.greater_equal"] = "GreaterEqual",
        ["math.less_equal"] = "LessEqual",
        ["math.logical_and"] = "LogicalAnd",
        ["math.logical_or"] = "LogicalOr",
        ["math.logical_not"] = "LogicalNot",
        ["math.log1p"] = "Log1p",
        ["math.expm1"] = "Expm1",
        ["math.erf"] = "Erf",
        ["math.sign"] = "Sign",
        ["math.floor"] = "Floor",
        ["math.ceil"] = "Ceil",
        ["math.round"] = "Round",
        ["math.reciprocal"] = "Reciprocal",
        ["math.cumsum"] = "Cumsum",
        ["math.reduce_prod"] = "Prod",
        ["math.reduce_std"] = "Std",
        ["math.reduce_variance"] = "Var",
        ["math.reduce_logsumexp"] = "Logsumexp",
        ["math.softplus"] = "Softplus",
        ["nn.softplus"] = "Softplus",
        ["nn.softsign"] = "Softsign",
        ["nn.sigmoid"] = "Sigmoid",
        ["nn.tanh"] = "Tanh",
        ["nn.elu"] = "Elu",
        ["nn.selu"] = "Selu",
        ["nn.swish"] = "Silu",
        ["nn.log_softmax"] = "LogSoftmax",
        ["nn.bias_add"] = "Add",
        ["ones_like"] = "OnesLike",
        ["zeros_like"] = "ZerosLike",
        ["identity"] = "Identity",
        ["stop_gradient"] = "StopGradient",
        ["where"] = "Where",
        ["repeat"] = "Repeat",
    };

    // How its arguments are called there.
    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["y"] = "x2",
        ["shape"] = "newshape",
        ["perm"] = "axes",
        ["slice_spec"] = "key",
        ["bias"] = "x2",
    };

    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries["TFOpLambda"] = new LayerEntry(Map, MaskRule.Ends);
        // x[a, b:c] between layers.
        entries["SlicingOpLambda"] = new LayerEntry(Map, MaskRule.Ends);
    }

    private static IReadOnlyList<KerasTensor> Map(LayerCall call)
    {
        var function = call.Config.Text("function") ?? "";
        if (!Operations.TryGetValue(function, out var name) || OperationTable.Find(name) is not { } map)
            throw new NotMappedException($"calls the function 'tf.{function}', which is not known here");
        var renamed = call with
        {
            Named = call.Named.ToDictionary(
                named =>
                    function == "where" && named.Key == "x" ? "x1" : Arguments.GetValueOrDefault(named.Key, named.Key),
                named => named.Value
            ),
        };
        var outputs = map(renamed);
        if (function == "where")
            call.Argument("x");
        foreach (var (from, to) in Arguments)
        {
            // What the operation has read is read.
            if (!renamed.UnknownArguments.Contains(to))
                call.Argument(from);
        }

        return outputs;
    }
}
