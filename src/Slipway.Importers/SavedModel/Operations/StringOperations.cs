using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>What ONNX can do with strings, which is little.</summary>
internal static class StringOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["StringLower"] = node => [Case(node, "LOWER")];
        table["StringUpper"] = node => [Case(node, "UPPER")];
        table["StringJoin"] = node => [Join(node)];
        table["StaticRegexFullMatch"] = node => [Matches(node, node.Text("pattern"))];
        table["RegexFullMatch"] = node =>
            [
                node[1].Constant?.Texts() is [var pattern]
                    ? Matches(node, pattern)
                    : throw node.Cannot("has a pattern that is computed"),
            ];
        table["StringToNumber"] = node =>
            [
                node.Of(
                    node.Cast(node.Name(0), node.Type("out_type", DataType.DtFloat)),
                    node.Type("out_type", DataType.DtFloat),
                    node[0].Shape
                ),
            ];
        table["AsString"] = node => [AsString(node)];
    }

    /// <summary>The engine takes vectors only.</summary>
    private static Value Case(NodeContext node, string action)
    {
        var shape = node.Emit("Shape", [node.Name(0)]);
        var flat = node.Emit("Reshape", [node.Name(0), node.Writer.Integers(-1)]);
        var changed = node.Emit(
            "StringNormalizer",
            [flat],
            OnnxAttribute.Of("case_change_action", action),
            OnnxAttribute.Of("locale", "C.UTF-8"),
            OnnxAttribute.Of("is_case_sensitive", 1)
        );
        return node.Of(node.Emit("Reshape", [changed, shape]), OnnxType.String, node[0].Shape);
    }

    private static Value Join(NodeContext node)
    {
        var separator = node.Text("separator");
        var between =
            separator.Length == 0
                ? null
                : node.Writer.Name(
                    node.Constant(
                        Values.TensorValue.FromStrings([], [Google.Protobuf.ByteString.CopyFromUtf8(separator)])
                    )
                );
        var name = node.Name(0);
        for (var i = 1; i < node.Count; i++)
        {
            if (between is not null)
                name = node.Emit("StringConcat", [name, between]);
            name = node.Emit("StringConcat", [name, node.Name(i)]);
        }

        return node.Of(name, OnnxType.String, node[0].Shape);
    }

    private static Value Matches(NodeContext node, string pattern) =>
        node.Of(
            node.Emit("RegexFullMatch", [node.Name(0)], OnnxAttribute.Of("pattern", pattern)),
            OnnxType.Bool,
            node[0].Shape
        );

    private static Value AsString(NodeContext node)
    {
        var type = node[0].Type;
        if (type is not (OnnxType.Int32 or OnnxType.Int64 or OnnxType.Uint8 or OnnxType.Int8 or OnnxType.Int16))
            throw node.Cannot(
                $"writes elements of {type} as text, which the engine does in another way than TensorFlow"
            );
        if (node.Integer("width", -1) > 0 || node.Text("fill").Length > 0)
            throw node.Cannot("fills the text up to a width");
        return node.Of(node.Cast(node.Name(0), OnnxType.String), OnnxType.String, node[0].Shape);
    }
}
