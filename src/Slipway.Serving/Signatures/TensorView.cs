using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Serving.Signatures;

/// <summary>The memory of a tensor under another shape, either lent by that tensor or taken over with it.</summary>
internal sealed class TensorView : TensorBuffer
{
    private readonly Tensor _tensor;
    private readonly bool _owns;

    private TensorView(Tensor tensor, bool owns)
    {
        _tensor = tensor;
        _owns = owns;
    }

    public override int Length => _tensor.ByteLength;

    public override nint Pointer => _tensor.Pointer;

    /// <summary>A view for as long as <paramref name="tensor"/> lives; disposing it does nothing.</summary>
    public static Tensor Borrow(Tensor tensor, ShapeMap map) => View(tensor, map, owns: false);

    /// <summary>A view that owns <paramref name="tensor"/>, which stays the caller's where this throws.</summary>
    public static Tensor Own(Tensor tensor, ShapeMap map) => View(tensor, map, owns: true);

    protected override void Dispose(bool disposing)
    {
        if (_owns)
            _tensor.Dispose();
    }

    private static Tensor View(Tensor tensor, ShapeMap map, bool owns)
    {
        var shape =
            map.Apply(tensor.Shape)
            ?? throw ServingException.Internal(
                $"A tensor of shape {tensor.Shape} does not fit the 'reshape' of the model's configuration."
            );
        return new Tensor(tensor.DataType, shape, new TensorView(tensor, owns), tensor.ByteLength);
    }
}
