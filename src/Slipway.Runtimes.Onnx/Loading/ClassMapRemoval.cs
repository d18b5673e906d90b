using System.Buffers;
using System.Text;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// Takes the operator ZipMap off the outputs of a model. scikit-learn's converter ends classifiers with it unless it is told
/// otherwise: it turns the probabilities [batch, classes] into a list of dictionaries, which no protocol carries and which
/// costs more than most of these models do. Without it the output is the tensor, and the keys are its labels.
/// <para>Works on the messages of onnx.proto as bytes: everything else stays as it is in the file.</para>
/// </summary>
internal static class ClassMapRemoval
{
    private const string Operator = "ZipMap";

    // Any version has Identity; this one every engine of today.
    private const int OpsetWithIdentity = 13;

    private const int FloatType = 1;

    /// <summary>Whether a graph output is made by a ZipMap.</summary>
    public static bool Applies(ModelOutline outline) =>
        outline.Outputs.Exists(output => outline.IsClassMap(output.Name));

    /// <summary>
    /// The model without them. The outputs of <paramref name="outline"/> become tensors, with their labels.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not those that the outline was read from.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> model, ModelOutline outline)
    {
        var pieces = new SplicedBytes();
        var fields = new WireFields(model);
        for (var at = 0; fields.Read(); at += fields.Whole.Length)
        {
            if (fields is { Number: 7, IsMessage: true })
                AddGraph(pieces, at + fields.Whole.Length - fields.Content.Length, fields.Content, outline);
            else
                pieces.Keep(at, fields.Whole.Length);
        }

        if (!outline.Opsets.Exists(opset => opset.Key == "ai.onnx"))
            pieces.Add(Field(8, [0x10, OpsetWithIdentity]));
        for (var i = 0; i < outline.Outputs.Count; i++)
        {
            if (outline.IsClassMap(outline.Outputs[i].Name))
                outline.Outputs[i] = outline.Outputs[i] with { Kind = ModelValueKind.Tensor, ElementType = FloatType };
        }

        return pieces.ToArray(model);
    }

    // The graph at that place of the model. Its length comes first, and so it is gone through before anything of it is kept.
    private static void AddGraph(SplicedBytes pieces, int start, ReadOnlySpan<byte> graph, ModelOutline outline)
    {
        var changed = new List<(int At, int Length, byte[] Field)>();
        var length = graph.Length;
        var fields = new WireFields(graph);
        for (var at = 0; fields.Read(); at += fields.Whole.Length)
        {
            if (Changed(fields, outline) is not { } field)
                continue;
            changed.Add((at, fields.Whole.Length, field));
            length += field.Length - fields.Whole.Length;
        }

        pieces.Add(WireFields.Head(7, length));
        var kept = 0;
        foreach (var (at, old, field) in changed)
        {
            pieces.Keep(start + kept, at - kept);
            pieces.Add(field);
            kept = at + old;
        }

        pieces.Keep(start + kept, graph.Length - kept);
    }

    // What stands in place of a field of the graph; null where it stays.
    private static byte[]? Changed(WireFields field, ModelOutline outline) =>
        field is { Number: 1, IsMessage: true } && Map(field.Content, outline) is { } map ? Field(1, Identity(map))
        : field is { Number: 12, IsMessage: true } && Name(field.Content) is { } name && outline.IsClassMap(name)
            ? Field(12, Declared(name))
        : null;

    private static byte[] Field(int number, byte[] content) => [.. WireFields.Head(number, content.Length), .. content];

    // The node as (input, output), its labels kept, where it is a ZipMap of an output.
    private static (string Input, string Output)? Map(ReadOnlySpan<byte> node, ModelOutline outline)
    {
        var (input, output, type) = ("", "", "");
        List<string> labels = [];
        var fields = new WireFields(node);
        while (fields.Read())
        {
            switch (fields.Number)
            {
                case 1:
                    input = fields.Text;
                    break;
                case 2:
                    output = fields.Text;
                    break;
                case 4:
                    type = fields.Text;
                    break;
                case 5 when type is "" or Operator:
                    ReadLabels(fields.Content, labels);
                    break;
            }
        }

        if (type != Operator || !outline.IsClassMap(output))
            return null;
        outline.OutputLabels[output] = labels;
        return (input, output);
    }

    // classlabels_strings or classlabels_int64s.
    private static void ReadLabels(ReadOnlySpan<byte> attribute, List<string> labels)
    {
        var fields = new WireFields(attribute);
        while (fields.Read())
        {
            if (fields is { Number: 9, IsMessage: true })
                labels.Add(fields.Text);
            else if (fields is { Number: 8, IsMessage: true })
                labels.AddRange(WireFields.Varints(fields.Content).Select(Decimal));
            else if (fields.Number == 8)
                labels.Add(Decimal(fields.Varint));
        }

        static string Decimal(ulong value) =>
            unchecked((long)value).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string? Name(ReadOnlySpan<byte> valueInfo)
    {
        var fields = new WireFields(valueInfo);
        while (fields.Read())
        {
            if (fields is { Number: 1, IsMessage: true })
                return fields.Text;
        }

        return null;
    }

    private static byte[] Identity((string Input, string Output) map)
    {
        var node = new ArrayBufferWriter<byte>();
        WireFields.Write(node, 1, Encoding.UTF8.GetBytes(map.Input));
        WireFields.Write(node, 2, Encoding.UTF8.GetBytes(map.Output));
        WireFields.Write(node, 4, "Identity"u8);
        return node.WrittenSpan.ToArray();
    }

    // A ValueInfoProto: name, and the type of a tensor of floats whose shape the engine works out.
    private static byte[] Declared(string name)
    {
        var value = new ArrayBufferWriter<byte>();
        WireFields.Write(value, 1, Encoding.UTF8.GetBytes(name));
        WireFields.Write(value, 2, [0x0A, 0x02, 0x08, FloatType]);
        return value.WrittenSpan.ToArray();
    }
}
