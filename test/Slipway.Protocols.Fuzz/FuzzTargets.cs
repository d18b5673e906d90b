using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.Fuzz;

/// <summary>All targets, and the rules that hold for each: errors are told, and no memory stays behind.</summary>
internal static class FuzzTargets
{
    private static readonly IFuzzTarget[] All =
    [
        new RestRequestTarget(),
        new RestResponseTarget(),
        new GrpcRequestTarget(),
        new TensorFlowRequestTarget(),
    ];

    /// <summary>Gives an input to the target that its first byte selects; false where that refuses it.</summary>
    public static bool Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return false;
        var before = TensorBuffer.RentedBytes;
        var accepted = false;
        try
        {
            Select(input[0]).Run(input[1..]);
            accepted = true;
        }
        catch (ServingException e) when (e.Message.Length > 0)
        {
            // Refusing is what a decoder is for.
        }

        if (TensorBuffer.RentedBytes != before)
            throw new InvalidOperationException($"{TensorBuffer.RentedBytes - before} bytes were not given back.");
        return accepted;
    }

    private static IFuzzTarget Select(byte selector)
    {
        foreach (var target in All)
        {
            if (target.Selector == selector)
                return target;
        }

        return All[selector % All.Length];
    }
}
