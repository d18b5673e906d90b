using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// A window that moves over an image: what convolutions and pools have in common. TensorFlow gives its numbers for all
/// dimensions in the order of the data's layout, ONNX wants those of space.
/// </summary>
internal sealed class Window
{
    private readonly NodeContext _node;

    public Window(NodeContext node, int rank)
    {
        _node = node;
        Rank = rank;
        var format = node.Text("data_format", rank == 5 ? "NDHWC" : "NHWC");
        IsChannelsFirst = format.StartsWith("NC", StringComparison.Ordinal);
        Strides = Spatial("strides");
        Dilations = Spatial("dilations");
        Padding = node.Text("padding", "VALID");
    }

    public int Rank { get; }

    public bool IsChannelsFirst { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public string Padding { get; }

    /// <summary>The spatial part of an attribute with a number for each dimension; ones where it is left out.</summary>
    public long[] Spatial(string name)
    {
        var all = _node.Integers(name);
        if (all.Length == 0)
            return [.. Enumerable.Repeat(1L, Rank - 2)];
        if (all.Length != Rank)
            throw _node.Cannot($"has {all.Length} {name} for {Rank} dimensions");
        var spatial = IsChannelsFirst ? all[2..] : all[1..^1];
        if (all.Aggregate(1L, (product, value) => product * value) != spatial.Aggregate(1L, (p, v) => p * v))
            throw _node.Cannot($"has {name} over the batch or the channels");
        return spatial;
    }

    /// <summary>Padding as ONNX has it.</summary>
    public AttributeProto Pads() =>
        Padding switch
        {
            "VALID" => OnnxAttribute.Of("auto_pad", "VALID"),
            // The odd one at the end, as in TensorFlow.
            "SAME" => OnnxAttribute.Of("auto_pad", "SAME_UPPER"),
            "EXPLICIT" => OnnxAttribute.Of("pads", ExplicitPads()),
            _ => throw _node.Cannot($"has the padding {Padding}"),
        };

    /// <summary>The name of an image with its channels first.</summary>
    public string Input(int index) =>
        IsChannelsFirst ? _node.Name(index)
        : _node[index].Rank == Rank ? _node.Writer.ChannelsFirst(_node[index])
        // Of an unknown rank, which must be this one.
        : _node.Emit("Transpose", [_node.Name(index)], Layout.ToFirst(Rank));

    /// <summary>What was computed with the channels first.</summary>
    public Value Output(
        string name,
        Onnx.Proto.TensorProto.Types.DataType type,
        long?[]? spatial,
        long? batch,
        long? channels
    )
    {
        spatial ??= new long?[Rank - 2];
        return IsChannelsFirst
            ? _node.Of(name, type, [batch, channels, .. spatial])
            : _node.Image(name, type, [batch, .. spatial, channels]);
    }

    /// <summary>The sizes that a window of the given size leaves.</summary>
    public long?[] Sizes(long?[]? shape, long?[] kernel)
    {
        var sizes = new long?[Rank - 2];
        var pads = Padding == "EXPLICIT" ? ExplicitPads() : new long[2 * sizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            var size = shape?[IsChannelsFirst ? i + 2 : i + 1];
            var covered = (kernel[i] - 1) * Dilations[i] + 1;
            sizes[i] =
                Padding == "SAME"
                    ? (size + Strides[i] - 1) / Strides[i]
                    : (size + pads[i] + pads[i + sizes.Length] - covered) / Strides[i] + 1;
        }

        return sizes;
    }

    private long[] ExplicitPads()
    {
        var pads = _node.Integers("explicit_paddings");
        if (pads.Length != 2 * Rank)
            throw _node.Cannot($"has {pads.Length} paddings for {Rank} dimensions");
        var first = IsChannelsFirst ? 2 : 1;
        var count = Rank - 2;
        var result = new long[2 * count];
        for (var i = 0; i < count; i++)
        {
            result[i] = pads[2 * (first + i)];
            result[count + i] = pads[2 * (first + i) + 1];
        }

        return result;
    }
}
