using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Keras.Layers;

/// <summary>How convolutions and pooling go over the space of their input: what they have in common.</summary>
internal sealed class Window
{
    private readonly LayerCall _call;
    private readonly bool _isChannelsFirst;

    /// <param name="call">The layer.</param>
    /// <param name="kernel">The size of the window on each axis of space.</param>
    /// <param name="strides">Its steps on each axis, or one for all; null: 1.</param>
    public Window(LayerCall call, long[] kernel, long[]? strides)
    {
        _call = call;
        Kernel = kernel;
        Strides = Fit(strides ?? [1], "strides");
        Dilations = Fit(call.Config.Integers("dilation_rate") ?? [1], "dilation_rate");
        Padding = call.Config.Text("padding") ?? "valid";
        _isChannelsFirst = call.Config.Text("data_format") == "channels_first";
        if (call.Input.Rank != kernel.Length + 2)
            throw Corrupt.File($"layer '{call.Path}' has an input of {call.Input.Rank} axes.");
    }

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public string Padding { get; }

    public IReadOnlyList<long?> Space =>
        _isChannelsFirst ? [.. _call.Input.Shape.Skip(2)] : [.. _call.Input.Shape.Skip(1).SkipLast(1)];

    public long? Channels => _isChannelsFirst ? _call.Input.Shape[1] : _call.Input.Shape[^1];

    /// <summary>The input with its channels first.</summary>
    public string Input() =>
        _isChannelsFirst ? _call.Graph.Plain(_call.FloatInput) : _call.Graph.ChannelsFirst(_call.FloatInput);

    /// <summary>A result whose channels are first, in the layer's layout.</summary>
    public KerasTensor Result(string name, long? channels, IReadOnlyList<long?> space) =>
        _isChannelsFirst
            ? new KerasTensor(_call.Type, [_call.Input.Shape[0], channels, .. space]) { Plain = name }
            : new KerasTensor(_call.Type, [_call.Input.Shape[0], .. space, channels]) { ChannelsFirst = name };

    /// <summary>The attributes that tell the operators of it.</summary>
    public List<AttributeProto> Attributes()
    {
        var attributes = new List<AttributeProto>
        {
            OnnxAttribute.Of("kernel_shape", Kernel),
            OnnxAttribute.Of("strides", Strides),
        };
        if (Dilations.Any(dilation => dilation != 1))
            attributes.Add(OnnxAttribute.Of("dilations", Dilations));
        if (Pads() is { } pads)
            attributes.Add(OnnxAttribute.Of("pads", pads));
        else if (Padding == "same")
            attributes.Add(OnnxAttribute.Of("auto_pad", "SAME_UPPER"));
        return attributes;
    }

    /// <summary>The space of the result.</summary>
    public IReadOnlyList<long?> ResultSpace() =>
        [
            .. Space.Select(
                (size, axis) =>
                    size is not { } known ? null
                    : Padding is "same" or "causal" ? (known + Strides[axis] - 1) / Strides[axis]
                    : (long?)((known - Extent(axis) + Strides[axis]) / Strides[axis])
            ),
        ];

    // Null where they depend on a free size, or there are none.
    private long[]? Pads()
    {
        if (Padding == "valid")
            return null;
        var before = new long[Kernel.Length];
        var after = new long[Kernel.Length];
        for (var axis = 0; axis < Kernel.Length; axis++)
        {
            long total;
            if (Padding == "causal" || Strides[axis] == 1)
                total = Extent(axis) - 1;
            else if (Space[axis] is { } size)
                total = Math.Max(
                    0,
                    (((size + Strides[axis] - 1) / Strides[axis]) - 1) * Strides[axis] + Extent(axis) - size
                );
            else
                return null;
            before[axis] = Padding == "causal" ? total : total / 2;
            after[axis] = total - before[axis];
        }

        return Padding is "same" or "causal"
            ? [.. before, .. after]
            : throw new NotMappedException($"has the padding '{Padding}'");
    }

    private long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    private long[] Fit(long[] values, string name)
    {
        if (values.Length == 1)
            values = [.. Enumerable.Repeat(values[0], Kernel.Length)];
        return values.Length == Kernel.Length && values.All(value => value is > 0 and < int.MaxValue)
            ? values
            : throw Corrupt.File(
                $"the argument '{name}' of layer '{_call.Path}' does not fit its {Kernel.Length} axes."
            );
    }
}
