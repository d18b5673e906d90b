using Slipway.Errors;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>
/// Bounds what the rule "the last value goes on" may cost: a shape alone must not take memory, however many tensors of
/// a request try. Not thread-safe; one for each request.
/// </summary>
internal sealed class FillBudget(long limit)
{
    private long _taken;

    /// <summary>Takes the bytes by which a tensor is continued.</summary>
    /// <exception cref="ServingException">TooLarge where they are more than is left.</exception>
    public void Take(TensorShape shape, long given, Int128 bytes)
    {
        if (bytes > limit - _taken)
        {
            throw ServingException.TooLarge(
                $"Shape {shape} would continue {given} values by {bytes} bytes; {limit} in all are allowed in a request. "
                    + "Send every value, or a smaller shape."
            );
        }

        _taken += (long)bytes;
    }
}
