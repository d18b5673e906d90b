using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Lookup tables, which become label encoders of ONNX's machine-learning operators.</summary>
internal static class TableOperations
{
    private const string Domain = "ai.onnx.ml";
    private const long Version = 4;

    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (var name in new[] { "LookupTableFind", "LookupTableFindV2" })
        {
            table[name] = node => [Find(node)];
        }

        foreach (var name in new[] { "LookupTableSize", "LookupTableSizeV2" })
        {
            table[name] = node => [node.Constant(TensorValue.From<long>([Contents(node).Keys.Count]))];
        }
    }

    private static LookupTable Contents(NodeContext node) =>
        node[0].Handle is { } table && TableStore.IsTable(table)
            ? node.Model.Tables.Find(table) ?? throw node.Cannot($"looks up '{table.Name}', which nothing fills")
            : throw node.Cannot("looks up a table that is chosen while the model runs");

    private static Value Find(NodeContext node)
    {
        var contents = Contents(node);
        if (node[2].Constant is not { Count: 1 } missing)
            throw node.Cannot("has a default that is computed");
        var (keys, values) = (contents.Keys, contents.Values);
        // The engine has encoders between these three types of elements.
        var (keyType, valueType) = (Coded(keys.Type), Coded(values.Type));
        var input = node[1].Type == keyType ? node.Name(1) : node.Cast(node.Name(1), keyType);
        node.Writer.Builder.Import(Domain, Version);
        var name = node.Writer.EmitIn(
            Domain,
            "LabelEncoder",
            [input],
            1,
            List("keys", keyType, keys),
            List("values", valueType, values),
            Default(valueType, missing)
        )[0];
        return node.Of(valueType == values.Type ? name : node.Cast(name, values.Type), values.Type, node[1].Shape);
    }

    private static OnnxType Coded(OnnxType type) =>
        type switch
        {
            OnnxType.String or OnnxType.Float or OnnxType.Int64 => type,
            OnnxType.Double => OnnxType.Float,
            _ => OnnxType.Int64,
        };

    private static AttributeProto List(string name, OnnxType type, TensorValue value) =>
        type switch
        {
            OnnxType.String => OnnxAttribute.Of($"{name}_strings", value.Texts()),
            OnnxType.Float => OnnxAttribute.Of($"{name}_floats", Floats(value)),
            _ => OnnxAttribute.Of($"{name}_int64s", value.Integers()!),
        };

    private static AttributeProto Default(OnnxType type, TensorValue value) =>
        type switch
        {
            OnnxType.String => OnnxAttribute.Of("default_string", value.Texts()[0]),
            OnnxType.Float => OnnxAttribute.Of("default_float", Floats(value)[0]),
            _ => OnnxAttribute.Of("default_int64", value.Integers()![0]),
        };

    private static float[] Floats(TensorValue value) =>
        value.Type == OnnxType.Double
            ? Array.ConvertAll(value.Values<double>().ToArray(), number => (float)number)
            : value.Values<float>().ToArray();
}
